//! Pictures and who may see them.

use diesel::prelude::*;
use switchboard_core::machine::SessionRow;
use switchboard_core::{AgentId, CustomerKey, PlatformId, SessionId, WorkspaceId};

use super::Views;
use crate::chain::Digest;
use crate::error::JournalError;
use crate::schema::{attachment_uses, events, session_rows, staff_uploads};
use crate::sqlite::columns::SessionColumns;
use crate::sqlite::places::of_stream;
use crate::sqlite::uploads;

/// Sessions looked at for one picture, at most.
const SESSIONS: i64 = 100;

impl Views {
    /// Whether this customer of a platform uploaded the picture, or was shown it.
    pub fn may_see(
        &self,
        picture: &Digest,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<bool, JournalError> {
        let conn = &mut *self.conn()?;
        if uploads::is_by(conn, picture, platform, customer)? {
            return Ok(true);
        }
        let named = format!("%{}%", data_encoding::HEXLOWER.encode(picture));
        let streams: Vec<i64> = attachment_uses::table
            .inner_join(session_rows::table.on(session_rows::stream.eq(attachment_uses::stream)))
            .filter(attachment_uses::hash.eq(picture.as_slice()))
            .filter(session_rows::platform.eq(platform.as_str()))
            .filter(session_rows::customer.eq(customer.as_str()))
            .select(attachment_uses::stream)
            .load(conn)?;
        for stream in streams {
            let shown = events::table
                .filter(of_stream(stream, 0))
                .filter(events::public.is_not_null())
                .filter(events::content.like(named.as_str()));
            if diesel::select(diesel::dsl::exists(shown)).get_result(conn)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether this person uploaded the picture for the session, or it was shown there already.
    pub fn may_say_with(
        &self,
        picture: &Digest,
        session: SessionId,
        agent: &AgentId,
    ) -> Result<bool, JournalError> {
        let conn = &mut *self.conn()?;
        if uploads::is_by_staff(conn, picture, session, agent)? {
            return Ok(true);
        }
        let shown = attachment_uses::table
            .inner_join(session_rows::table.on(session_rows::stream.eq(attachment_uses::stream)))
            .filter(attachment_uses::hash.eq(picture.as_slice()))
            .filter(session_rows::session.eq(session.to_string()));
        Ok(diesel::select(diesel::dsl::exists(shown)).get_result(conn)?)
    }

    /// The lines of a workspace's sessions for which this person uploaded the picture.
    pub fn sessions_uploaded_for(
        &self,
        workspace: &WorkspaceId,
        picture: &Digest,
        agent: &AgentId,
    ) -> Result<Vec<SessionRow>, JournalError> {
        let columns: Vec<SessionColumns> = session_rows::table
            .inner_join(staff_uploads::table.on(staff_uploads::session.eq(session_rows::session)))
            .filter(staff_uploads::hash.eq(picture.as_slice()))
            .filter(staff_uploads::agent.eq(agent.as_str()))
            .filter(session_rows::workspace.eq(workspace.as_str()))
            .limit(SESSIONS)
            .select(SessionColumns::as_select())
            .load(&mut *self.conn()?)?;
        columns.into_iter().map(|columns| Ok(columns.read()?.row)).collect()
    }

    /// Lines of a workspace's sessions in which the picture was shown, the latest first, at most a hundred.
    pub fn sessions_showing(
        &self,
        workspace: &WorkspaceId,
        picture: &Digest,
    ) -> Result<Vec<SessionRow>, JournalError> {
        let columns: Vec<SessionColumns> = session_rows::table
            .inner_join(attachment_uses::table.on(attachment_uses::stream.eq(session_rows::stream)))
            .filter(attachment_uses::hash.eq(picture.as_slice()))
            .filter(session_rows::workspace.eq(workspace.as_str()))
            .order(session_rows::position.desc())
            .limit(SESSIONS)
            .select(SessionColumns::as_select())
            .load(&mut *self.conn()?)?;
        columns.into_iter().map(|columns| Ok(columns.read()?.row)).collect()
    }
}
