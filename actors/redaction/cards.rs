//! Numbers of payment cards in a text: 13 to 19 digits that begin with 2 to 6 and end with their check digit (Luhn), written
//! together or in groups with a blank, a hyphen or a dot between them.

use std::ops::Range;

const SHORTEST: usize = 13;
const LONGEST: usize = 19;
/// Signs between two groups at most.
const BETWEEN: usize = 2;
/// Digits in a row that may be the beginning of a number, in what is not written to its end.
const BEGUN: usize = 7;

/// Digits one after the other: where they stand in the text, and what they are.
struct Group {
    place: Range<usize>,
    digits: Vec<u8>,
}

/// Puts `•••• 1111` in the place of every number; the last four digits stay, so that people can tell cards apart.
pub(super) fn masked(text: &str) -> Option<String> {
    replaced(text, numbers(text), |digits| format!("•••• {}", last_four(digits)))
}

/// The same for a text that is still being written: whatever may become a number is not shown at all.
pub(super) fn masked_begun(text: &str) -> Option<String> {
    let begun = |run: &[Group]| {
        let digits: Vec<u8> = run.iter().flat_map(|group| group.digits.iter().copied()).collect();
        let place = run.first()?.place.start..run.last()?.place.end;
        (digits.len() >= BEGUN).then_some((place, digits))
    };
    replaced(text, runs(text).iter().filter_map(|run| begun(run)).collect(), |_| "••••".to_owned())
}

fn replaced(
    text: &str,
    found: Vec<(Range<usize>, Vec<u8>)>,
    mask: impl Fn(&[u8]) -> String,
) -> Option<String> {
    if found.is_empty() {
        return None;
    }
    let (mut masked, mut from) = (String::with_capacity(text.len()), 0);
    for (place, digits) in found {
        masked.push_str(text.get(from..place.start).unwrap_or_default());
        masked.push_str(&mask(&digits));
        from = place.end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    Some(masked)
}

fn last_four(digits: &[u8]) -> String {
    let four = digits.get(digits.len().saturating_sub(4)..).unwrap_or_default();
    four.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// Where the numbers are, from left to right: of a run of groups, the longest that is one from each group on.
fn numbers(text: &str) -> Vec<(Range<usize>, Vec<u8>)> {
    let mut found = Vec::new();
    for run in runs(text) {
        let mut rest = run.as_slice();
        while let Some(first) = rest.first() {
            let taken = number_from(rest);
            match &taken {
                Some((groups, digits)) => {
                    let last = rest.get(groups.saturating_sub(1)).unwrap_or(first);
                    found.push((first.place.start..last.place.end, digits.clone()));
                    rest = rest.get(*groups..).unwrap_or_default();
                }
                None => rest = rest.get(1..).unwrap_or_default(),
            }
        }
    }
    found
}

/// The longest number that begins with the first group, and how many groups it takes.
fn number_from(run: &[Group]) -> Option<(usize, Vec<u8>)> {
    let (mut digits, mut longest) = (Vec::new(), None);
    for (at, group) in run.iter().enumerate() {
        digits.extend_from_slice(&group.digits);
        if digits.len() > LONGEST {
            break;
        }
        if is_number(&digits) {
            longest = Some((at + 1, digits.clone()));
        }
    }
    longest
}

fn is_number(digits: &[u8]) -> bool {
    (SHORTEST..=LONGEST).contains(&digits.len())
        && digits.first().is_some_and(|first| (2..=6).contains(first))
        && checks(digits)
}

/// Luhn: from the right every second digit doubled, the digits of all that summed up.
fn checks(digits: &[u8]) -> bool {
    let weighed = digits.iter().rev().enumerate().map(|(at, digit)| match (at % 2, *digit) {
        (0, digit) => u32::from(digit),
        (_, digit) if digit > 4 => u32::from(digit) * 2 - 9,
        (_, digit) => u32::from(digit) * 2,
    });
    weighed.sum::<u32>() % 10 == 0
}

/// Groups of digits with nothing but a sign or two between them.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    let (mut between, mut joins) = (0_usize, false);
    for (at, sign) in text.char_indices() {
        let end = at + sign.len_utf8();
        let Some(digit) = digit(sign) else {
            between += 1;
            joins = joins && is_between(sign) && between <= BETWEEN;
            continue;
        };
        let run = match runs.last_mut().filter(|_| joins) {
            Some(run) => run,
            None => {
                runs.push(Vec::new());
                between = 1;
                let Some(run) = runs.last_mut() else { break };
                run
            }
        };
        match run.last_mut().filter(|_| between == 0) {
            Some(group) => {
                group.place.end = end;
                group.digits.push(digit);
            }
            None => run.push(Group { place: at..end, digits: vec![digit] }),
        }
        (between, joins) = (0, true);
    }
    runs
}

fn is_between(sign: char) -> bool {
    matches!(sign, ' ' | '-' | '.' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2010}'..='\u{2013}')
}

/// What a digit is worth, also in the scripts of keyboards that have digits of their own.
fn digit(sign: char) -> Option<u8> {
    let sign = u32::from(sign);
    let zeros = [0x30, 0x660, 0x6f0, 0x966, 0xff10];
    let zero = zeros.into_iter().find(|zero| (*zero..zero + 10).contains(&sign))?;
    u8::try_from(sign - zero).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        masked(text).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn s38_cards_are_masked_but_for_their_last_four() {
        for (said, stored) in [
            ("my card is 4111 1111 1111 1111, thanks", "my card is •••• 1111, thanks"),
            ("4111111111111111", "•••• 1111"),
            ("4111-1111-1111-1111 12/27 123", "•••• 1111 12/27 123"),
            ("4111 1111 1111 1111 12 27", "•••• 1111 12 27"),
            ("12 5500.0000.0000.0004", "12 •••• 0004"),
            ("378282246310005 and 6011000990139424", "•••• 0005 and •••• 9424"),
            ("4111\u{a0}1111 - 1111 1111", "4111\u{a0}1111 - 1111 1111"),
            ("４１１１ １１１１ １１１１ １１１１", "•••• 1111"),
            ("٤١١١١١١١١١١١١١١١", "•••• 1111"),
            ("a4111111111111111b", "a•••• 1111b"),
            ("4111111111111111 4111111111111111", "•••• 1111 •••• 1111"),
        ] {
            assert_eq!(told(said), stored);
        }
    }

    #[test]
    fn s38_what_is_no_card_stays() {
        for said in [
            "",
            "call 070-557 70 76 before 17.30",
            "4111 1111 1111 1112",
            "1763670000000 is a time, and 9789113084900 a book",
            "70557076",
            "41111111111111111111111111",
            "4111\n1111\n1111\n1111",
            "4111 x 1111 x 1111 x 1111",
            "•••• 1111",
        ] {
            assert_eq!(told(said), said);
        }
    }

    #[test]
    fn s38_a_number_is_not_shown_while_it_is_typed() {
        assert_eq!(masked_begun("my card is 4111 11"), None);
        assert_eq!(masked_begun("my card is 4111 111").unwrap(), "my card is ••••");
        assert_eq!(masked_begun("4111 1111 1111 1111 ok").unwrap(), "•••• ok");
    }

    #[test]
    fn s38_what_was_masked_is_not_masked_again_and_very_long_runs_are_quick() {
        assert_eq!(masked(&told("4111111111111111")), None);
        assert_eq!(masked(&"4 ".repeat(500_000)).map(|text| text.len() < 1_000_000), Some(true));
        assert_eq!(masked(&"1".repeat(1_000_000)), None);
    }
}
