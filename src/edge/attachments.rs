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

/// Gives a picture as a file. Whoever may see no session that shows it is told what one is told of an unknown one.
pub(crate) async fn fetch(
    id: web::Path<String>,
    request: HttpRequest,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, Failed> {
    let caller = caller::of(&doors, &request).await?;
    let hash = pictures::hash(&id).ok_or(Problem::NotFound)?;
    let (workspace, person) = (caller.workspace.clone(), caller.person().cloned());
    let (rows, queues, picture) = doors
        .reader
        .read(move |records| {
            let rows = records.views().sessions_showing(&workspace, &hash)?;
            let values = match &person {
                Some(agent) if !rows.is_empty() => records.agent(&workspace, agent)?,
                _ => None,
            };
            let queues = values.map(|values| values.queues).unwrap_or_default();
            let picture = if rows.is_empty() { None } else { records.views().blob(&hash)? };
            Ok((rows, queues, picture))
        })
        .await?;
    let may_see = rows.iter().any(|row| may_see(&caller, &queues, row));
    let (media, bytes) = picture.filter(|_| may_see).ok_or(Problem::NotFound)?;
    Ok(download(&id, &media, bytes))
}

fn may_see(caller: &Caller, queues: &[QueueId], row: &SessionRow) -> bool {
    match caller.person() {
        Some(person) => sees(caller.role, person, queues, row),
        None => caller.may(Deed::SeeAll),
    }
}
