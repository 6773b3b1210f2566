//! Pictures of sessions, for the staff who may see those sessions.

use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_core::QueueId;
use switchboard_core::machine::SessionRow;

use crate::caller::{self, Caller};
use crate::customer::uploads::download;
use crate::doors::Doors;
use crate::permissions::{Deed, sees};
use crate::pictures;
use crate::problem::{Failed, Problem};
use crate::readings;

/// Gives a picture as a file. Whoever may see no session that shows it is told what one is told of an unknown one.
pub(crate) async fn fetch(
    id: web::Path<String>,
    request: HttpRequest,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, Failed> {
    let caller = caller::of(&doors, &request).await?;
    if caller.lacks_factor {
        return Err(Problem::SecondFactorRequired.into());
    }
    let hash = pictures::hash(&id).ok_or(Problem::NotFound)?;
    let (workspace, person) = (caller.workspace.clone(), caller.person().cloned());
    let (rows, queues, picture) = doors
        .reader
        .read(move |records| {
            let mut rows = records.views().sessions_showing(&workspace, &hash)?;
            if let Some(agent) = &person {
                rows.extend(records.views().sessions_uploaded_for(&workspace, &hash, agent)?);
            }
            let values = match &person {
                Some(agent) if !rows.is_empty() => records.agent(&workspace, agent)?,
                _ => None,
            };
            let queues = values.map(|values| values.queues).unwrap_or_default();
            let picture = if rows.is_empty() { None } else { records.views().blob(&hash)? };
            Ok((rows, queues, picture))
        })
        .await?;
    // One they serve themselves, if there is one: that is read without a line in the audit log.
    let serves = |row: &&SessionRow| row.agent.as_ref().is_some_and(|agent| caller.person() == Some(agent));
    let seen = rows.iter().filter(|row| may_see(&caller, &queues, row));
    let row = seen.clone().find(serves).or_else(|| seen.clone().next()).ok_or(Problem::NotFound)?;
    let (media, bytes) = picture.ok_or(Problem::NotFound)?;
    readings::note(&doors, &caller, "picture_read", row).await?;
    Ok(download(&id, &media, bytes))
}

fn may_see(caller: &Caller, queues: &[QueueId], row: &SessionRow) -> bool {
    match caller.person() {
        Some(person) => sees(caller.role, person, queues, row),
        None => caller.may(Deed::SeeAll),
    }
}
