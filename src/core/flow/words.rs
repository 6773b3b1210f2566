//! How a script compares what the customer wrote with the words and labels it was given.
//!
//! Whole words only: `ja` is not found in `jag`, `nej` not in `nejlika`. Inflections are opened on purpose, with a star:
//! `faktur*` finds `fakturan`, `*faktura` finds `telefonfaktura`. An entry of several words is found when they follow
//! one another; an entry without letters and digits (an emoji) is found as it stands.

/// Whether the entry (a word, a phrase, an emoji) occurs in the text, in any case.
pub(super) fn found(entry: &str, text: &str) -> bool {
    let (entry, text) = (folded(entry), folded(text));
    let bare = entry.trim().trim_matches('*');
    let wanted: Vec<&str> = words(bare).collect();
    if wanted.is_empty() {
        return !bare.trim().is_empty() && text.contains(bare.trim());
    }
    let open = Open { front: entry.trim().starts_with('*'), back: entry.trim().ends_with('*') };
    let said: Vec<&str> = words(&text).collect();
    said.windows(wanted.len()).any(|run| open.fits(&wanted, run))
}

/// Whether an entry can ever be found.
pub(super) fn says_something(entry: &str) -> bool {
    !entry.trim().trim_matches('*').trim().is_empty()
}

/// Which of the labels, in order, the customer chose: by its text, else by its number.
pub(super) fn chosen<'a>(labels: impl Iterator<Item = &'a str> + Clone, text: &str) -> Option<usize> {
    let said = folded(text.trim());
    if said.is_empty() {
        return None;
    }
    let by_label = labels.clone().position(|label| folded(label.trim()) == said);
    let number = || said.trim_end_matches(['.', ')']).parse::<usize>().ok();
    by_label.or_else(|| number()?.checked_sub(1).filter(|index| *index < labels.count()))
}

/// Lower case, with the accents of decomposed spellings put back onto their letters (`a` + ring is `å`), because some
/// keyboards send them apart.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let joined = folded.chars().next_back().and_then(|base| joined(base, letter));
        if joined.is_some() {
            folded.pop();
        }
        folded.push(joined.unwrap_or(letter));
    }
    folded
}

fn joined(base: char, accent: char) -> Option<char> {
    Some(match (base, accent) {
        ('a', '\u{30a}') => 'å',
        ('a', '\u{308}') => 'ä',
        ('o', '\u{308}') => 'ö',
        ('u', '\u{308}') => 'ü',
        ('e', '\u{301}') => 'é',
        _ => return None,
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Which ends of an entry may run on.
struct Open {
    front: bool,
    back: bool,
}

impl Open {
    fn fits(&self, wanted: &[&str], run: &[&str]) -> bool {
        let last = wanted.len().saturating_sub(1);
        wanted.iter().zip(run).enumerate().all(|(index, (wanted, word))| {
            match (self.front && index == 0, self.back && index == last) {
                (false, false) => word == wanted,
                (true, false) => word.ends_with(wanted),
                (false, true) => word.starts_with(wanted),
                (true, true) => word.contains(wanted),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_any_case() {
        let table = [
            ("faktura", "Jag vill ändra faktura 70557076", true),
            ("FAKTURA", "min faktura!", true),
            ("ja", "jag undrar", false),
            ("nej", "En nejlika, tack", false),
            ("faktura", "fakturan", false),
            ("faktur*", "Fakturan är fel", true),
            ("*faktura", "Telefonfaktura?", true),
            ("*akt*", "Telefonfakturan", true),
            ("ÄRENDE", "mitt ärende", true),
            ("ändra", "a\u{308}ndra den", true),
            ("å", "A\u{30a}", true),
            ("prata med någon", "kan jag PRATA med Någon?", true),
            ("prata med någon", "prata gärna med någon", false),
            ("prata med någ*", "prata med någon", true),
            ("e-post", "min e-post.", true),
            ("👍", "ok 👍", true),
            ("👍", "ok", false),
            ("*", "allt", false),
            ("", "allt", false),
            ("  ", "a  b", false),
            ("ord", "", false),
        ];
        for (entry, text, expected) in table {
            assert_eq!(found(entry, text), expected, "{entry:?} in {text:?}");
        }
    }

    #[test]
    fn a_choice_is_its_label_or_its_number() {
        let labels = ["Faktura", "Åka hem", "1", " Prata "];
        let table = [
            ("faktura", Some(0)),
            ("  FAKTURA ", Some(0)),
            ("åka HEM", Some(1)),
            ("1", Some(2)),
            ("2", Some(1)),
            ("4.", Some(3)),
            ("4)", Some(3)),
            ("prata", Some(3)),
            ("5", None),
            ("0", None),
            ("-1", None),
            ("99999999999999999999999999", None),
            ("", None),
            ("min faktura", None),
        ];
        for (text, expected) in table {
            assert_eq!(chosen(labels.into_iter(), text), expected, "{text:?}");
        }
    }
}
