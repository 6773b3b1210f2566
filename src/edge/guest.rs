//! Where a client comes from: its address, and the page it was opened on.

use std::net::IpAddr;

use actix_web::HttpRequest;

use crate::limits::{EdgeSettings, address};
use crate::origin;

/// Where a client comes from.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    /// The page it comes from; none for a client without one, and for a page of ours: browsers name that one in some
    /// requests and not in others, and the widget's frame says itself who may show it.
    pub page: Option<String>,
    /// Its address.
    pub address: IpAddr,
}

impl Guest {
    /// Whoever sent this request.
    pub(crate) fn of(request: &HttpRequest, settings: &EdgeSettings) -> Self {
        let page = origin::page(request).filter(|page| !origin::is_own(request, page, settings.secure));
        Self { page, address: address(request, &settings.trusted) }
    }
}
