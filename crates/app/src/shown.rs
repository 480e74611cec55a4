//! The last views the page was given of each case, under the names it gives back with what is typed: an edit replaces what stood in
//! the view it was typed over, and nothing that came later.

use std::collections::{HashMap, VecDeque};

use uuid::Uuid;

use crate::seen::{Own, Seen};

/// Different views of one case that are remembered: the page is behind by one or two, while it is being typed in.
const KEPT: usize = 16;

struct View {
    name: String,
    seen: Seen,
}

/// The views of every case since sign-in.
#[derive(Default)]
pub(crate) struct Shown {
    cases: HashMap<Uuid, VecDeque<View>>,
}

impl Shown {
    /// Remembers a view; returns its name, that of the last one where nothing differs. `name` makes a new one.
    pub fn note(&mut self, case: Uuid, seen: &Seen, name: impl FnOnce() -> String) -> String {
        let views = self.cases.entry(case).or_default();
        if let Some(last) = views.back().filter(|last| last.seen == *seen) {
            return last.name.clone();
        }
        let name = name();
        views.push_back(View { name: name.clone(), seen: seen.clone() });
        if views.len() > KEPT {
            views.pop_front();
        }
        name
    }

    /// The view of this name; without a name the last one. One that is not remembered any more gives the oldest that is: an edit that
    /// replaces too little is marked, one that replaces too much loses somebody's words.
    pub fn get(&self, case: Uuid, name: Option<&str>) -> Option<&Seen> {
        let views = self.cases.get(&case)?;
        let named = match name {
            Some(name) => views.iter().find(|view| view.name == name).or_else(|| views.front()),
            None => views.back(),
        };
        named.map(|view| &view.seen)
    }

    /// The page's words of this case became records.
    pub fn recorded(&mut self, case: Uuid, own: &Own) {
        for view in self.cases.entry(case).or_default() {
            own.put_into(&mut view.seen);
        }
    }

    pub fn clear(&mut self) {
        self.cases.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(text: &str) -> Seen {
        let mut seen = Seen::default();
        seen.fields.question = text.into();
        seen
    }

    #[test]
    fn a_forgotten_view_gives_the_oldest_and_no_name_the_newest() {
        let (mut shown, case) = (Shown::default(), Uuid::nil());
        assert_eq!(shown.get(case, Some("x")), None);
        for n in 0..=KEPT {
            shown.note(case, &question(&n.to_string()), || n.to_string());
        }
        let text = |name| shown.get(case, name).map(|seen| seen.fields.question.clone());
        assert_eq!(text(Some("3")).as_deref(), Some("3"));
        assert_eq!(text(Some("0")).as_deref(), Some("1"));
        assert_eq!(text(None), Some(KEPT.to_string()));
    }

    #[test]
    fn the_same_view_keeps_its_name() {
        let (mut shown, case) = (Shown::default(), Uuid::nil());
        assert_eq!(shown.note(case, &question("a"), || "1".into()), "1");
        assert_eq!(shown.note(case, &question("a"), || "2".into()), "1");
        assert_eq!(shown.note(case, &question("b"), || "3".into()), "3");
    }
}
