//! Pictures of customers and staff: what may come in, checked before anything else sees it.
//!
//! Its size is known before it is decoded from base64; its kind is told by its first bytes and must be the one that was
//! declared; its dimensions are read and bounded; its pixels are never decoded here. `shape.rs` reads the heads.
//! Kept once under the hash of its bytes; sessions carry only the [`Attachment`].

#[cfg(test)]
pub(crate) mod samples;
pub mod shape;
pub(crate) mod shown;

use data_encoding::BASE64;
use switchboard_core::Attachment;
use switchboard_journal::Digest;

use shape::Kind;

/// The largest picture, in bytes.
pub const LIMIT: usize = 5 * 1024 * 1024;

/// The longest side, in pixels.
const SIDE: u32 = 16_384;

/// The most pixels in all.
const PIXELS: u64 = 64_000_000;

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Above [`LIMIT`].
    #[error("image: at most 5 MiB")]
    TooLarge,
    /// Not `data:image/...;base64,` and base64 with nothing else in it.
    #[error("image: must be a data URL in base64")]
    NotADataUrl,
    /// Not one of the kinds the house takes.
    #[error("image: must be image/jpeg, image/png, image/gif or image/webp")]
    KindNotTaken,
    /// Declared as one kind, and another by its bytes.
    #[error("image: its bytes are not what it is declared as")]
    KindDiffers,
    /// Cut short, or something else hangs behind its end.
    #[error("image: the file is not whole, or not only a picture")]
    NotWhole,
    /// Too many pixels, or none.
    #[error("image: at most 16384 pixels a side and 64 million in all")]
    Dimensions,
}

impl Unfit {
    /// The stable word for clients.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "image_too_large",
            Self::NotADataUrl => "image_not_base64",
            Self::KindNotTaken => "image_type_not_taken",
            Self::KindDiffers => "image_type_differs",
            Self::NotWhole => "image_damaged",
            Self::Dimensions => "image_dimensions",
        }
    }
}

/// A picture that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its kind.
    pub kind: Kind,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Picture {
    /// From a data URL, as Sermo's clients send it.
    pub fn from_data_url(url: &str) -> Result<Self, Unfit> {
        let (head, body) = url.split_once(',').ok_or(Unfit::NotADataUrl)?;
        let declared = head.strip_prefix("data:").and_then(|head| head.strip_suffix(";base64"));
        let declared = Kind::of_media(declared.ok_or(Unfit::NotADataUrl)?).ok_or(Unfit::KindNotTaken)?;
        if body.len() / 4 > LIMIT.div_ceil(3) {
            return Err(Unfit::TooLarge);
        }
        let bytes = BASE64.decode(body.as_bytes()).map_err(|_| Unfit::NotADataUrl)?;
        Self::from_file(declared, bytes)
    }

    /// From a file, declared as this kind.
    pub fn from_file(declared: Kind, bytes: Vec<u8>) -> Result<Self, Unfit> {
        if bytes.len() > LIMIT {
            return Err(Unfit::TooLarge);
        }
        let kind = Kind::of_bytes(&bytes).ok_or(Unfit::KindDiffers)?;
        if kind != declared {
            return Err(Unfit::KindDiffers);
        }
        let (width, height) = kind.size(&bytes).ok_or(Unfit::NotWhole)?;
        let pixels = u64::from(width).saturating_mul(u64::from(height));
        if pixels == 0 || pixels > PIXELS || width.max(height) > SIDE {
            return Err(Unfit::Dimensions);
        }
        Ok(Self { kind, width, height, bytes })
    }

    /// The same, if it is no larger than pictures may be here, in bytes.
    pub fn within(self, most: usize) -> Result<Self, Unfit> {
        if self.bytes.len() > most { Err(Unfit::TooLarge) } else { Ok(self) }
    }

    /// What sessions carry of it, once its bytes (so many) are kept under this hash.
    pub fn attachment(&self, hash: &Digest, bytes: usize) -> Attachment {
        Attachment {
            id: name(hash),
            media: self.kind.media().to_owned(),
            bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
            width: self.width,
            height: self.height,
        }
    }
}

/// What sessions carry of a picture that is kept already, as this media type.
pub(crate) fn kept(hash: &Digest, media: &str, bytes: Vec<u8>) -> Result<Attachment, Unfit> {
    let kind = Kind::of_media(media).ok_or(Unfit::KindNotTaken)?;
    let length = bytes.len();
    Ok(Picture::from_file(kind, bytes)?.attachment(hash, length))
}

/// A picture's name: the hash of its bytes, in hex.
pub fn name(hash: &Digest) -> String {
    data_encoding::HEXLOWER.encode(hash)
}

/// The hash a name stands for; none for what is no name.
pub fn hash(name: &str) -> Option<Digest> {
    data_encoding::HEXLOWER.decode(name.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(media: &str, bytes: &[u8]) -> String {
        format!("data:{media};base64,{}", BASE64.encode(bytes))
    }

    #[test]
    fn a_picture_is_taken_as_it_is() {
        let picture = Picture::from_data_url(&url("image/png", &samples::png(3, 2))).unwrap();
        assert_eq!((picture.kind, picture.width, picture.height), (Kind::Png, 3, 2));
        let attachment = picture.attachment(&[0xab; 32], picture.bytes.len());
        assert_eq!(attachment.id, "ab".repeat(32));
        assert_eq!(hash(&attachment.id), Some([0xab; 32]));
        assert_eq!((attachment.media.as_str(), attachment.bytes), ("image/png", picture.bytes.len() as u64));
    }

    /// S41: what is declared, what the bytes are and how large it would be must all be in order.
    #[test]
    fn s41_what_is_not_a_picture_of_a_known_kind_is_refused() {
        let png = samples::png(3, 2);
        let page = [png.as_slice(), b"<html><script>alert(1)</script>"].concat();
        let cases = [
            (url("image/svg+xml", b"<svg/>"), Unfit::KindNotTaken),
            (url("image/png", b"<svg/>"), Unfit::KindDiffers),
            (url("image/gif", &png), Unfit::KindDiffers),
            (url("text/html", &png), Unfit::KindNotTaken),
            (url("image/png", &page), Unfit::NotWhole),
            (url("image/png", &samples::png(30_000, 30_000)), Unfit::Dimensions),
            (url("image/png", &samples::png(16_000, 16_000)), Unfit::Dimensions),
            (url("image/gif", &samples::gif(0, 4)), Unfit::Dimensions),
            ("data:image/png;base64,AAA*".to_owned(), Unfit::NotADataUrl),
            ("data:image/png;base64,AAAA\nAAAA".to_owned(), Unfit::NotADataUrl),
            ("data:image/png,AAAA".to_owned(), Unfit::NotADataUrl),
            ("https://example.org/a.png".to_owned(), Unfit::NotADataUrl),
            ("data:image/png;charset=utf-8;base64,AAAA".to_owned(), Unfit::KindNotTaken),
        ];
        for (url, why) in cases {
            let shown: String = url.chars().take(60).collect();
            assert_eq!(Picture::from_data_url(&url), Err(why), "{shown}");
        }
    }

    #[test]
    fn s41_size_is_checked_before_anything_is_decoded() {
        // Not base64 at all: were it decoded first, that would be the complaint.
        let huge = format!("data:image/png;base64,{}", "*".repeat(20 * 1024 * 1024));
        assert_eq!(Picture::from_data_url(&huge), Err(Unfit::TooLarge));
        let mut most = samples::jpeg(3, 2);
        most.resize(LIMIT, 0);
        assert!(Picture::from_data_url(&url("image/jpeg", &most)).is_ok());
        most.push(0);
        assert_eq!(Picture::from_data_url(&url("image/jpeg", &most)), Err(Unfit::TooLarge));
    }
}
