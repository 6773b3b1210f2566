//! What must be well for a server to work, as the doors ask it.

use std::sync::Arc;

/// Something that must be well; asked on every `/readyz` and `/status`, so it must answer at once.
#[derive(Clone)]
pub struct Vital {
    name: &'static str,
    /// Without it no work can be taken at all.
    essential: bool,
    check: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Vital {
    /// A named check without which no work can be taken: true while all is well.
    pub fn new(name: &'static str, check: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { name, essential: true, check: Arc::new(check) }
    }

    /// The same for something whose failure is worth telling, while work goes on.
    pub fn warning(name: &'static str, check: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { essential: false, ..Self::new(name, check) }
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Whether no work can be taken without it.
    pub(crate) fn is_essential(&self) -> bool {
        self.essential
    }

    /// How it is now.
    pub(crate) fn is_well(&self) -> bool {
        (self.check)()
    }
}
