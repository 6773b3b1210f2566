//! Pictures apart from the texts they are shown with: uploaded first, named by an id later; and seen again.
//!
//! An id may be used by whoever uploaded the picture or was shown it in a session of theirs; for anybody else it does not
//! exist. What is handed out is a file to keep, never a page: see [`download`].

use actix_web::http::header;
use actix_web::web::{self, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde::Serialize;
use switchboard_core::session::Opening;
use switchboard_journal::accounts::{AccountWrite, Upload, Uploader};
use switchboard_wire::Dialect;

use super::answer::{denied, refuse};
use super::{entry, image};
use crate::connection::Refusing;
use crate::denied::Denied;
use crate::doors::Doors;
use crate::pictures::shape::Kind;
use crate::pictures::{self, LIMIT, Picture};

/// What may be done with a file of a stranger, should a browser open it all the same: nothing.
const NOTHING: &str = "default-src 'none'; sandbox";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Uploaded<'a> {
    image_id: &'a str,
    media: &'a str,
    bytes: u64,
    width: u32,
    height: u32,
}

/// Takes a picture as the body of a request; its media type is the content type.
pub(crate) async fn upload(
    dialect: &'static dyn Dialect,
    request: HttpRequest,
    body: Payload,
    doors: web::Data<Doors>,
) -> HttpResponse {
    uploaded(&request, body, &doors).await.unwrap_or_else(|refusing| refuse(dialect, refusing))
}

async fn uploaded(request: &HttpRequest, body: Payload, doors: &Doors) -> Result<HttpResponse, Refusing> {
    let guest = entry::knock(doors, request)?;
    let opening = entry::known(doors, request, &guest).await?.opening;
    let visit = entry::visit(doors, &opening, request)?;
    if let Err(seconds) = visit.frames.keep() {
        return Err(Refusing::new(None, "rate_limited", "too many pictures at once").again(seconds));
    }
    let declared = Kind::of_media(request.content_type());
    let declared = declared.ok_or_else(|| image::unfit(pictures::Unfit::KindNotTaken))?;
    let seat = entry::picture_seat(doors, &guest)?;
    let most = doors.settings.picture_bytes;
    let bytes = entry::file(request, body, most.min(LIMIT)).await?;
    let picture = Picture::from_file(declared, bytes).map_err(image::unfit)?;
    let attachment = image::store(doors, picture).await?;
    drop(seat);
    let hash = pictures::hash(&attachment.id).ok_or_else(image::not_there)?;
    let Opening { platform, customer, .. } = opening;
    let by = Uploader::Customer { platform, customer };
    let upload = Upload { hash, by, at: doors.house.clock.now() };
    let noted = doors.writer.account(AccountWrite::Upload(upload)).await;
    noted.map_err(|why| denied(&Denied::Journal(why)))?;
    Ok(HttpResponse::Created().json(Uploaded {
        image_id: &attachment.id,
        media: &attachment.media,
        bytes: attachment.bytes,
        width: attachment.width,
        height: attachment.height,
    }))
}

/// Gives a customer a picture of theirs.
pub(crate) async fn fetch(
    dialect: &'static dyn Dialect,
    id: web::Path<String>,
    request: HttpRequest,
    doors: web::Data<Doors>,
) -> HttpResponse {
    fetched(&id, &request, &doors).await.unwrap_or_else(|refusing| refuse(dialect, refusing))
}

async fn fetched(id: &str, request: &HttpRequest, doors: &Doors) -> Result<HttpResponse, Refusing> {
    let guest = entry::knock(doors, request)?;
    let opening = entry::known(doors, request, &guest).await?.opening;
    let (media, bytes) = image::theirs(doors, &opening, id).await?;
    Ok(download(id, &media, bytes))
}

/// A picture as a file: nothing a browser would show in place, run, guess at or keep.
pub(crate) fn download(id: &str, media: &str, bytes: Vec<u8>) -> HttpResponse {
    let kind = Kind::of_media(media);
    let ending = media.strip_prefix("image/").filter(|_| kind.is_some()).unwrap_or("bin");
    let media = kind.map_or("application/octet-stream", Kind::media);
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.{ending}\"", short(id)),
        ))
        .insert_header((header::CONTENT_SECURITY_POLICY, NOTHING))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes)
}

fn short(id: &str) -> &str {
    id.get(..16).unwrap_or("picture")
}
