//! Pictures of sessions, for the staff who may see those sessions.

use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_core::QueueId;
use switchboard_core::machine::SessionRow;

use crate::caller::{self, Caller};
use crate::customer::uploads::download;
use crate::doors::Doors;
use crate::permissions::{Deed, Tie, may_read};
use crate::pictures;
use crate::problem::{Failed, Problem};
use crate::readings;
use crate::ties;

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
            let mut seen = Vec::new();
            for row in rows {
                let tie = match &person {
                    Some(agent) => ties::of(records, &workspace, agent, row.session)?,
                    None => Tie::default(),
                };
                seen.push((row, tie));
            }
            let rows = seen;
            let picture = if rows.is_empty() { None } else { records.views().blob(&hash)? };
            Ok((rows, queues, picture))
        })
        .await?;
    // One they serve themselves, if there is one: that is read without a line in the audit log.
    let serves = |row: &&SessionRow| row.agent.as_ref().is_some_and(|agent| caller.person() == Some(agent));
    let seen = rows.iter().filter(|(row, tie)| may_see(&caller, &queues, row, *tie)).map(|(row, _)| row);
    let row = seen.clone().find(serves).or_else(|| seen.clone().next()).ok_or(Problem::NotFound)?;
    let (media, bytes) = picture.ok_or(Problem::NotFound)?;
    readings::note(&doors, &caller, "picture_read", row).await?;
    Ok(download(&id, &media, bytes))
}

fn may_see(caller: &Caller, queues: &[QueueId], row: &SessionRow, tie: Tie) -> bool {
    match caller.person() {
        Some(person) => may_read(caller.role, person, queues, row, tie),
        None => caller.may(Deed::SeeAll),
    }
}
