//! The board of open chats, one for all agents' lists: kept up to date by what is shown, so that no list reads the journal
//! and nothing polls.
//!
//! One task a workspace, begun with the first list somebody asks for. Each chat is written out at most once a change, for every
//! list, and a list once for everybody who is shown the same (`shared_frames.rs`). A list is told at once after a rest and once a second in a rush: it carries everything each time.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web::Bytes;
use switchboard_actors::{Shown, ShownEvent, Topic};
use switchboard_core::machine::{Row, SessionRow, Standing};
use switchboard_core::{PlatformId, SessionId, Subject, WorkspaceId};
use switchboard_journal::JournalError;
use switchboard_wire::buerokratt::{Chat, envelope, told};
use tokio::sync::watch;

use super::ear::{Heard, Watch};
use super::reading::{self, Next};
use super::shared_frames::SharedFrames;
use crate::doors::Doors;

/// What v1 calls the list.
pub(super) const NAME: &str = "cs_get_all_active_chats";

/// Messages kept of each chat: enough for its own line.
const KEPT: usize = 8;

struct Line {
    position: u64,
    row: SessionRow,
    chat: Chat,
    /// As either generation writes it, since its last change.
    written: [OnceCell<Box<str>>; 2],
}

impl Line {
    fn new(position: u64, row: SessionRow, mut chat: Chat) -> Self {
        chat.forget_all_but(KEPT);
        Self { position, row, chat, written: Default::default() }
    }

    /// The chat is another one than was written.
    fn changed(&mut self) {
        self.chat.forget_all_but(KEPT);
        self.written = Default::default();
    }

    /// Written out when somebody is shown it, and once for everybody.
    fn written(&self, is_v2: bool) -> &str {
        let [first, second] = &self.written;
        let written = if is_v2 { second } else { first };
        written.get_or_init(|| told::row(&self.chat, is_v2).to_string().into())
    }
}

fn written<'a>(lines: impl Iterator<Item = &'a Line>, is_v2: bool) -> String {
    let mut text = String::from("[");
    for line in lines {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(line.written(is_v2));
    }
    text.push(']');
    text
}

/// The board.
pub(super) struct Board {
    lines: Mutex<BTreeMap<SessionId, Line>>,
    frames: Mutex<SharedFrames>,
    changes: watch::Sender<u64>,
}

impl Board {
    /// Begins to keep it.
    pub(super) async fn begin(doors: &Doors, workspace: &WorkspaceId) -> Result<Arc<Self>, JournalError> {
        let board = Arc::new(Self {
            lines: Mutex::default(),
            frames: Mutex::default(),
            changes: watch::Sender::new(0),
        });
        let mut keeper = Keeper {
            doors: doors.clone(),
            workspace: workspace.clone(),
            platforms: BTreeSet::new(),
            watch: Watch::begin(doors, vec![Topic::Desk(workspace.clone())]),
            board: Arc::clone(&board),
        };
        keeper.read_all().await?;
        actix_web::rt::spawn(async move { keeper.keep().await });
        Ok(board)
    }

    /// Told whenever something on it changes.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The chats of one list, as JSON.
    pub(super) fn list(&self, lists: &dyn Fn(&SessionRow) -> bool, is_v2: bool) -> String {
        written(self.lock().values().filter(|line| lists(&line.row)), is_v2)
    }

    /// The same as a frame of v1, in this state of the board.
    pub(super) fn frame(&self, state: u64, lists: &dyn Fn(&SessionRow) -> bool) -> Bytes {
        let lines = self.lock();
        let listed: Vec<&Line> = lines.values().filter(|line| lists(&line.row)).collect();
        let chats = listed.iter().map(|line| line.row.session).collect();
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames.of(state, chats, || envelope::v1_frame_of(NAME, &written(listed.iter().copied(), false)))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SessionId, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.changes.send_modify(|changes| *changes = changes.wrapping_add(1));
    }
}

/// Keeps the board for as long as the doors are open.
struct Keeper {
    doors: Doors,
    workspace: WorkspaceId,
    platforms: BTreeSet<PlatformId>,
    watch: Watch,
    board: Arc<Board>,
}

impl Keeper {
    async fn keep(&mut self) {
        loop {
            let kept = match self.watch.next().await {
                Heard::Leave => return,
                Heard::Missed => self.read_all().await,
                Heard::Shown(Shown::Event(event)) => self.event(&event).await,
                Heard::Shown(Shown::Row(shown)) => match &shown.row {
                    Row::Session(row) => self.row(shown.position, row).await,
                    Row::Agent(_) | Row::Queue(_) | Row::Call(_) => Ok(()),
                },
                Heard::Shown(_) => Ok(()),
            };
            if let Err(error) = kept {
                tracing::warn!(%error, "the board of chats could not be kept; it is read anew");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                if self.read_all().await.is_err() {
                    continue;
                }
            }
        }
    }

    /// Everything anew: events of a platform are heard from before it is read.
    async fn read_all(&mut self) -> Result<(), JournalError> {
        let workspace = self.workspace.clone();
        let platforms = self.doors.reader.read(move |records| {
            let platforms = records.views().configured_platforms(&workspace)?;
            Ok(platforms.into_iter().map(|(id, ..)| id).collect::<Vec<_>>())
        });
        for platform in platforms.await? {
            self.hear_of(&platform);
        }
        let workspace = self.workspace.clone();
        let open = self.doors.reader.read(move |records| {
            let open = records.open_rows(&workspace)?;
            let chats = open.into_iter().map(|(position, row)| {
                let mut chat = Chat::new(row.session);
                reading::read_on(records, &mut chat)?;
                Ok((row.session, Line::new(position, row, chat)))
            });
            chats.collect::<Result<BTreeMap<_, _>, JournalError>>()
        });
        let open = open.await?;
        *self.board.lock() = open;
        self.board.changed();
        Ok(())
    }

    fn hear_of(&mut self, platform: &PlatformId) {
        if self.platforms.insert(platform.clone()) {
            self.watch.also(Topic::Platform(platform.clone()));
        }
    }

    /// A session's line changed.
    async fn row(&mut self, position: u64, row: &SessionRow) -> Result<(), JournalError> {
        if row.workspace != self.workspace {
            return Ok(());
        }
        let is_news = self.platforms.contains(&row.platform);
        self.hear_of(&row.platform);
        {
            let mut lines = self.board.lock();
            if row.standing == Standing::Closed {
                if lines.remove(&row.session).is_some() {
                    drop(lines);
                    self.board.changed();
                }
                return Ok(());
            }
            if let Some(line) = lines.get_mut(&row.session).filter(|_| is_news) {
                if position > line.position {
                    (line.position, line.row) = (position, row.clone());
                    drop(lines);
                    self.board.changed();
                }
                return Ok(());
            }
        }
        self.read(row.session).await
    }

    /// Something happened in a session.
    async fn event(&mut self, shown: &ShownEvent) -> Result<(), JournalError> {
        let Subject::Session(session) = shown.subject else { return Ok(()) };
        let next = {
            let mut lines = self.board.lock();
            let Some(line) = lines.get_mut(&session) else { return Ok(()) };
            let next = reading::live(&mut line.chat, shown);
            if next == Next::Taken {
                line.changed();
            }
            next
        };
        match next {
            Next::Taken => self.board.changed(),
            Next::Old => {}
            Next::Gap => self.read(session).await?,
        }
        Ok(())
    }

    /// A chat as it stands in the journal; events shown after that are newer.
    async fn read(&mut self, session: SessionId) -> Result<(), JournalError> {
        let found = self.doors.reader.read(move |records| reading::listed(records, session)).await?;
        let mut lines = self.board.lock();
        match found {
            Some((position, row, chat)) if row.standing != Standing::Closed => {
                lines.insert(session, Line::new(position, row, chat));
            }
            _ => drop(lines.remove(&session)),
        }
        drop(lines);
        self.board.changed();
        Ok(())
    }
}
