//! What kind of picture some bytes are, and how large it would be: from their head, never by decoding.
//!
//! No more is read than is needed to find width and height; a file that lies about them harms whoever decodes it, so
//! the caller bounds them. Formats whose end can be told must end there: what hangs behind it belongs to another format.

/// A kind of picture the house takes. No SVG: it is a document with scripts in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
    /// `image/gif`
    Gif,
    /// `image/webp`
    Webp,
}

/// Every kind, for lists and tests.
pub const KINDS: [Kind; 4] = [Kind::Jpeg, Kind::Png, Kind::Gif, Kind::Webp];

const PNG_END: &[u8] = &[0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82];

impl Kind {
    /// The media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// The kind of this media type, written as it should be.
    pub fn of_media(media: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.media().eq_ignore_ascii_case(media))
    }

    /// The kind these bytes begin as.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Some(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            return Some(Self::Gif);
        }
        (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")).then_some(Self::Webp)
    }

    /// Width and height in pixels; none when the file is not whole or not of this kind after all.
    pub fn size(self, bytes: &[u8]) -> Option<(u32, u32)> {
        match self {
            Self::Png => png(bytes),
            Self::Gif => gif(bytes),
            Self::Webp => webp(bytes),
            Self::Jpeg => jpeg(bytes),
        }
    }
}

fn at<const N: usize>(bytes: &[u8], from: usize) -> Option<[u8; N]> {
    bytes.get(from..from.checked_add(N)?)?.try_into().ok()
}

fn big(bytes: &[u8], from: usize) -> Option<u32> {
    at(bytes, from).map(u32::from_be_bytes)
}

fn big16(bytes: &[u8], from: usize) -> Option<u32> {
    at(bytes, from).map(|two| u32::from(u16::from_be_bytes(two)))
}

fn little16(bytes: &[u8], from: usize) -> Option<u32> {
    at(bytes, from).map(|two| u32::from(u16::from_le_bytes(two)))
}

fn little24(bytes: &[u8], from: usize) -> Option<u32> {
    let [low, middle, high]: [u8; 3] = at(bytes, from)?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

/// The header chunk comes first, the empty end chunk last.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let begins = big(bytes, 8)? == 13 && at(bytes, 12) == Some(*b"IHDR");
    let ends = bytes.ends_with(PNG_END);
    (begins && ends).then_some((big(bytes, 16)?, big(bytes, 20)?))
}

fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.last() == Some(&0x3b)).then_some((little16(bytes, 6)?, little16(bytes, 8)?))
}

/// Three kinds of it: lossy, lossless, and extended.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let told = usize::try_from(u32::from_le_bytes(at(bytes, 4)?)).ok()?;
    if told.checked_add(8)? != bytes.len() {
        return None;
    }
    match &at::<4>(bytes, 12)? {
        b"VP8 " if at(bytes, 23) == Some([0x9d, 0x01, 0x2a]) => {
            Some((little16(bytes, 26)? & 0x3fff, little16(bytes, 28)? & 0x3fff))
        }
        b"VP8L" if at(bytes, 20) == Some([0x2f]) => {
            let packed = u32::from_le_bytes(at(bytes, 21)?);
            Some(((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some((little24(bytes, 24)?.checked_add(1)?, little24(bytes, 27)?.checked_add(1)?)),
        _ => None,
    }
}

/// Segment after segment to the frame header. Cameras put things behind the end, so only what comes before is held
/// to be right.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut here = 2_usize;
    loop {
        let [mark, code]: [u8; 2] = at(bytes, here)?;
        if mark != 0xff {
            return None;
        }
        match code {
            // Fill bytes before a marker.
            0xff => here = here.checked_add(1)?,
            // Markers without a segment.
            0x01 | 0xd0..=0xd7 => here = here.checked_add(2)?,
            // Another beginning, the end, or the picture itself before its header.
            0x00 | 0xd8..=0xda => return None,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let (height, width) =
                    (big16(bytes, here.checked_add(5)?)?, big16(bytes, here.checked_add(7)?)?);
                return Some((width, height));
            }
            _ => {
                let length = usize::try_from(big16(bytes, here.checked_add(2)?)?).ok()?;
                if length < 2 {
                    return None;
                }
                here = here.checked_add(2)?.checked_add(length)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples;
    use super::*;

    #[test]
    fn each_kind_is_known_by_its_head_and_measured() {
        let cases = [
            (Kind::Png, samples::png(3, 2)),
            (Kind::Gif, samples::gif(3, 2)),
            (Kind::Jpeg, samples::jpeg(3, 2)),
            (Kind::Webp, samples::webp_lossy(3, 2)),
            (Kind::Webp, samples::webp_lossless(3, 2)),
            (Kind::Webp, samples::webp_extended(3, 2)),
        ];
        for (kind, bytes) in cases {
            assert_eq!(Kind::of_bytes(&bytes), Some(kind));
            assert_eq!(kind.size(&bytes), Some((3, 2)), "{kind:?}");
            assert_eq!(Kind::of_media(kind.media()), Some(kind));
        }
        assert_eq!(Kind::of_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), None);
        assert_eq!(Kind::of_media("image/svg+xml"), None);
    }

    #[test]
    fn what_is_cut_short_or_goes_on_behind_its_end_has_no_size() {
        for bytes in [samples::png(3, 2), samples::gif(3, 2), samples::webp_lossy(3, 2)] {
            let kind = Kind::of_bytes(&bytes).unwrap();
            let polyglot = [bytes.as_slice(), b"<script>alert(1)</script>"].concat();
            assert_eq!(kind.size(&polyglot), None, "{kind:?} with a page behind it");
            assert_eq!(kind.size(&bytes[..bytes.len() - 1]), None, "{kind:?} cut short");
        }
        assert_eq!(
            Kind::Jpeg.size(&[0xff, 0xd8, 0xff, 0xe0, 0, 1]),
            None,
            "a segment shorter than its length"
        );
    }

    proptest! {
        /// Whatever comes, it is answered.
        #[test]
        fn no_bytes_make_it_fall(head in 0usize..5, tail in prop::collection::vec(any::<u8>(), 0..200)) {
            let heads: [&[u8]; 5] =
                [&[0xff, 0xd8, 0xff], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"GIF89a", b"RIFF\x40\0\0\0WEBPVP8X", b""];
            let bytes = [heads[head], tail.as_slice()].concat();
            for kind in KINDS {
                let _ = kind.size(&bytes);
            }
        }
    }
}
