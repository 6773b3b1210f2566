//! The picture within a customer's text: taken out, checked and kept before anything else sees the text; or found again, by
//! whoever uploaded it or was shown it.

use std::net::IpAddr;

use switchboard_core::Attachment;
use switchboard_core::session::Opening;
use switchboard_wire::{Said, Spoken, Words};

use super::answer::denied;
use crate::connection::Refusing;
use crate::denied::Denied;
use crate::doors::Doors;
use crate::pictures::{self, Picture, Unfit};

/// Whether a frame is larger than frames may be, its picture not counted.
pub(crate) fn is_too_large(frame: &str, said: Option<&Said>, usual: usize) -> bool {
    let picture = match said {
        Some(Said::Event(Spoken { words: Words::Text { image: Some(image), .. }, .. })) => image.len(),
        _ => 0,
    };
    frame.len().saturating_sub(picture) > usual
}

/// A picture as a client names it.
pub(crate) enum Named {
    /// The whole of it, as a data URL.
    Url(String),
    /// One that was uploaded before, or shown.
    Id(String),
}

/// What a text carries of the picture shown with it: checked and kept, or found.
pub(crate) async fn take(
    doors: &Doors,
    address: IpAddr,
    opening: &Opening,
    picture: &Named,
) -> Result<Attachment, Refusing> {
    match picture {
        Named::Url(url) => keep(doors, address, url).await,
        Named::Id(id) => {
            let (media, bytes) = theirs(doors, opening, id).await?;
            let hash = pictures::hash(id).ok_or_else(|| unfit(Unfit::NotWhole))?;
            pictures::kept(&hash, &media, bytes).map_err(unfit)
        }
    }
}

/// A picture this customer uploaded or was shown.
pub(super) async fn theirs(
    doors: &Doors,
    opening: &Opening,
    id: &str,
) -> Result<(String, Vec<u8>), Refusing> {
    let hash = pictures::hash(id).ok_or_else(not_there)?;
    let Opening { platform, customer, .. } = opening.clone();
    let found =
        doors.reader.read(move |records| match records.views().may_see(&hash, &platform, &customer)? {
            true => records.views().blob(&hash),
            false => Ok(None),
        });
    let found = found.await.map_err(|why| denied(&Denied::Journal(why)))?;
    found.ok_or_else(not_there)
}

/// For whoever may not see it, it does not exist.
pub(super) fn not_there() -> Refusing {
    Refusing::new(None, "not_found", "there is no such picture")
}

/// Checks and keeps a picture; what its text carries of it.
pub(crate) async fn keep(doors: &Doors, address: IpAddr, url: &str) -> Result<Attachment, Refusing> {
    let Some(_seat) = doors.picture_seat(address) else {
        return Err(Refusing::new(None, "busy", "too many pictures at once; nothing was stored").again(1));
    };
    let picture =
        Picture::from_data_url(url).and_then(|picture| picture.within(doors.settings.picture_bytes));
    let picture = picture.map_err(unfit)?;
    store(doors, picture).await
}

/// Keeps a picture that was checked.
pub(crate) async fn store(doors: &Doors, mut picture: Picture) -> Result<Attachment, Refusing> {
    let bytes = std::mem::take(&mut picture.bytes);
    let length = bytes.len();
    let kept = doors.writer.keep_blob(picture.kind.media().to_owned(), bytes).await;
    let hash = kept.map_err(|error| {
        tracing::warn!(%error, "a picture could not be kept");
        Refusing::new(None, "busy", "the picture could not be stored; nothing was").again(1)
    })?;
    Ok(picture.attachment(&hash, length))
}

/// How a client is told that its picture is not taken.
pub(crate) fn unfit(why: Unfit) -> Refusing {
    Refusing::new(None, why.code(), why.to_string())
}
