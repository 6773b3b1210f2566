//! Pictures that staff show to customers: uploaded for one session first, named in a word on the console's socket then.
//! They are read by id at `/api/v1/attachments/{id}` (`src/edge/attachments.rs`).

use std::net::IpAddr;

use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage, HttpRequest};
use serde::Serialize;
use sha2::{Digest, Sha256};
use switchboard_core::machine::Standing;
use switchboard_journal::accounts::{AccountWrite, Upload, Uploader};
use utoipa::ToSchema;
use utoipa::openapi::schema::{KnownFormat, SchemaFormat};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

use super::answer::Answer;
use super::body::{self, Body};
use super::call::Call;
use super::operation::Operation;
use super::schemas::Schemas;
use super::sessions::seen;
use crate::doors::Doors;
use crate::guest::Guest;
use crate::limits::Seat;
use crate::permissions::Deed;
use crate::pictures::shape::Kind;
use crate::pictures::{LIMIT, Picture, Unfit};
use crate::problem::{Failed, Problem};

/// What a picture, or its session, can be refused for.
const UNFIT: &[Problem] = &[
    Problem::Unprocessable(Unfit::KindNotTaken.code()),
    Problem::Unprocessable(Unfit::KindDiffers.code()),
    Problem::Unprocessable(Unfit::NotWhole.code()),
    Problem::Unprocessable(Unfit::Dimensions.code()),
    Problem::Refused("closed"),
];

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/sessions/{session}/images", Deed::Serve, upload).refuses(UNFIT).creates().says(
            "Uploads a picture for a session",
            "The body is the file. Its id is good for a day, in this session, for whoever uploaded it: `say` with \
             `imageId` on the console's socket shows it to the customer.",
        ),
    ]
}

/// A picture as it comes in, with its room among those that come in.
pub(crate) struct File {
    declared: Kind,
    bytes: Bytes,
    _seat: Seat<IpAddr>,
}

impl Body for File {
    async fn take(doors: &Doors, request: &HttpRequest, payload: Payload) -> Result<(Self, Bytes), Failed> {
        let declared = Kind::of_media(request.content_type());
        let declared = declared.ok_or(Problem::UnsupportedMedia.because(Unfit::KindNotTaken.to_string()))?;
        let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let most = doors.settings.picture_bytes.min(LIMIT);
        if announced.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > most) {
            return Err(Problem::TooLarge.because(Unfit::TooLarge.to_string()));
        }
        let address = Guest::of(request, &doors.settings).address;
        let seat = doors.picture_seat(address).ok_or(Problem::Busy)?;
        let bytes = body::gather(payload, most).await?;
        let told_by = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
        Ok((Self { declared, bytes, _seat: seat }, told_by.into()))
    }

    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        Some(ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).build().into())
    }

    fn media() -> &'static [&'static str] {
        &["image/jpeg", "image/png", "image/gif", "image/webp"]
    }
}

/// A picture that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploaded {
    /// To be named in a word.
    image_id: String,
    /// Its media type.
    media: String,
    /// Its size.
    bytes: u64,
    /// Pixels across.
    width: u32,
    /// Pixels down.
    height: u32,
}

async fn upload(mut call: Call<File>) -> Result<Answer<Uploaded>, Failed> {
    let agent = call.caller()?.person().cloned().ok_or(Problem::NotAllowed)?;
    let row = seen(&call).await?;
    if row.standing == Standing::Closed {
        return Err(Problem::Refused("closed").because("the session is over"));
    }
    let bytes = std::mem::take(&mut call.body.bytes);
    let mut picture = Picture::from_file(call.body.declared, bytes.into()).map_err(unfit)?;
    let bytes = std::mem::take(&mut picture.bytes);
    let length = bytes.len();
    let hash = call.doors.writer.keep_blob(picture.kind.media().to_owned(), bytes).await?;
    let attachment = picture.attachment(&hash, length);
    let by = Uploader::Staff { session: row.session, agent };
    let upload = Upload { hash, by, at: call.doors.house.clock.now() };
    call.doors.writer.account(AccountWrite::Upload(upload)).await?;
    let location = format!("/attachments/{}", attachment.id);
    Ok(Answer::new(Uploaded {
        image_id: attachment.id,
        media: attachment.media,
        bytes: attachment.bytes,
        width: attachment.width,
        height: attachment.height,
    })
    .created_at(location))
}

fn unfit(why: Unfit) -> Failed {
    Problem::Unprocessable(why.code()).because(why.to_string())
}
