//! A draft: what the officer has typed and what stood there before, so that only what was changed becomes a record.
//! Pure: the rows lie in the store, the records are made in `recording`.

use std::collections::BTreeMap;

use lakon_domain::catalogue::FACE_TO_FACE;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::Fields;
use crate::seen::{PartySeen, Seen};

/// Fields that become one kind of record together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Group {
    Channel,
    Party,
    Question,
    Topic,
    Answer,
    Hai,
}

impl Group {
    /// In the order their records are written.
    pub const ALL: [Group; 6] =
        [Group::Channel, Group::Party, Group::Question, Group::Topic, Group::Answer, Group::Hai];

    /// Whether both have the same here. Spaces around a text make no difference.
    pub fn same(self, a: &Fields, b: &Fields) -> bool {
        let text = |a: &str, b: &str| a.trim() == b.trim();
        match self {
            Group::Channel => a.channel == b.channel,
            Group::Party => {
                a.stakeholder_type == b.stakeholder_type
                    && (&a.person, &a.organisation, &a.role) == (&b.person, &b.organisation, &b.role)
                    && text(&a.person_name, &b.person_name)
                    && text(&a.phone, &b.phone)
                    && text(&a.email, &b.email)
                    && text(&a.organisation_name, &b.organisation_name)
                    && text(&a.satker_code, &b.satker_code)
                    && text(&a.role_words, &b.role_words)
            }
            Group::Question => text(&a.question, &b.question),
            Group::Topic => (&a.topic, &a.section) == (&b.topic, &b.section),
            Group::Answer => text(&a.answer, &b.answer),
            Group::Hai => text(&a.hai_reference, &b.hai_reference),
        }
    }

    /// Puts what `from` has here into `to`.
    pub fn copy(self, from: &Fields, to: &mut Fields) {
        match self {
            Group::Channel => to.channel.clone_from(&from.channel),
            Group::Party => {
                let mine = to.clone();
                *to = Fields {
                    channel: mine.channel,
                    question: mine.question,
                    topic: mine.topic,
                    section: mine.section,
                    answer: mine.answer,
                    hai_reference: mine.hai_reference,
                    ..from.clone()
                };
            }
            Group::Question => to.question.clone_from(&from.question),
            Group::Topic => {
                to.topic.clone_from(&from.topic);
                to.section.clone_from(&from.section);
            }
            Group::Answer => to.answer.clone_from(&from.answer),
            Group::Hai => to.hai_reference.clone_from(&from.hai_reference),
        }
    }
}

/// The fields of a new case.
pub fn empty() -> Fields {
    Fields {
        channel: FACE_TO_FACE.to_owned(),
        stakeholder_type: String::new(),
        person: None,
        person_name: String::new(),
        phone: String::new(),
        email: String::new(),
        organisation: None,
        organisation_name: String::new(),
        satker_code: String::new(),
        role: None,
        role_words: String::new(),
        question: String::new(),
        topic: None,
        section: None,
        answer: String::new(),
        hai_reference: String::new(),
    }
}

/// Who is chosen in a draft, as they were shown when they were chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub person: Option<PartySeen>,
    /// The last one, also after its name or code was typed over.
    pub organisation: Option<PartySeen>,
}

/// What a draft begins with that nobody typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    pub visit: Uuid,
    pub fields: Fields,
}

/// The content of one draft row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Who began to type.
    pub author: Uuid,
    pub fields: Fields,
    /// What was there when each group was first changed.
    pub base: Seen,
    /// Where they are not those of `base`.
    #[serde(default)]
    pub chosen: Chosen,
    /// Begun for the visitor of another case: the visit it belongs to, and what was filled in without anybody's typing.
    #[serde(default)]
    pub given: Option<Given>,
    /// Who typed last in a group, where that is not who began.
    #[serde(default)]
    authors: BTreeMap<Group, Uuid>,
}

impl Draft {
    /// A draft in which nothing is changed yet.
    pub fn new(author: Uuid, seen: Seen) -> Self {
        let (chosen, authors) = (Chosen::default(), BTreeMap::new());
        Self { author, fields: seen.fields.clone(), base: seen, chosen, given: None, authors }
    }

    /// Whether this group was changed since it was seen.
    pub fn touched(&self, group: Group) -> bool {
        !group.same(&self.fields, &self.base.fields)
    }

    /// Whether anything was.
    pub fn touched_any(&self) -> bool {
        Group::ALL.into_iter().any(|group| self.touched(group))
    }

    /// Whose words stand in a group.
    pub fn author_of(&self, group: Group) -> Uuid {
        self.authors.get(&group).copied().unwrap_or(self.author)
    }

    /// Takes in what the case has become where the officer changed nothing.
    pub fn follow(&mut self, seen: &Seen) {
        for group in Group::ALL {
            if !self.touched(group) {
                self.let_go(group, seen);
            }
        }
    }

    /// Takes what was typed, whole. `shown`: what the words of a group were typed over.
    pub fn typed<'s>(&mut self, author: Uuid, fields: Fields, shown: impl Fn(Group) -> &'s Seen) {
        if !self.touched_any() {
            self.author = author;
            self.authors.clear();
        }
        for group in Group::ALL {
            if !self.touched(group) {
                self.let_go(group, shown(group));
            }
            if !group.same(&fields, &self.fields) {
                self.authors.insert(group, author);
            }
        }
        self.fields = fields;
    }

    /// A person as they were shown, if they were.
    pub fn person_seen(&self, person: Uuid) -> Option<&PartySeen> {
        [&self.base.person, &self.chosen.person].into_iter().flatten().find(|seen| seen.id == person)
    }

    /// The organisation shown last.
    pub fn organisation_seen(&self) -> Option<&PartySeen> {
        self.chosen.organisation.as_ref().or(self.base.organisation.as_ref())
    }

    /// Takes one group over from another draft, with what stood there when it was changed.
    pub fn keep(&mut self, group: Group, from: &Draft) {
        group.copy(&from.fields, &mut self.fields);
        self.rebase(group, &from.base);
        if group == Group::Party {
            self.chosen = from.chosen.clone();
        }
        self.authors.insert(group, from.author_of(group));
    }

    /// Gives a group's words up for what stands in the case.
    pub fn let_go(&mut self, group: Group, seen: &Seen) {
        group.copy(&seen.fields, &mut self.fields);
        self.rebase(group, seen);
        self.authors.remove(&group);
        if group == Group::Party {
            self.chosen = Chosen::default();
        }
    }

    fn rebase(&mut self, group: Group, seen: &Seen) {
        group.copy(&seen.fields, &mut self.base.fields);
        self.base.tips.set(group, seen.tips.of(group).clone());
        if group == Group::Party {
            self.base.person.clone_from(&seen.person);
            self.base.organisation.clone_from(&seen.organisation);
        }
    }

    /// Whether something stands here that a case number is worth: a chosen channel or type alone is not, nor what was filled in.
    pub fn says_something(&self) -> bool {
        let f = &self.fields;
        let as_given = |given: &Given| {
            Group::ALL.into_iter().filter(|group| *group != Group::Channel).all(|group| group.same(f, &given.fields))
        };
        if self.given.as_ref().is_some_and(as_given) {
            return false;
        }
        let texts = [
            &f.person_name,
            &f.phone,
            &f.email,
            &f.organisation_name,
            &f.satker_code,
            &f.role_words,
            &f.question,
            &f.answer,
            &f.hai_reference,
        ];
        texts.into_iter().any(|text| !text.trim().is_empty())
            || f.person.is_some()
            || f.organisation.is_some()
            || f.topic.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seen::Tips;

    fn seen(question: &str, answer: &str, tip: u128) -> Seen {
        let fields = Fields { question: question.into(), answer: answer.into(), ..empty() };
        let tips =
            Tips { question: vec![Uuid::from_u128(tip)], answer: vec![Uuid::from_u128(tip + 1)], ..Tips::default() };
        Seen { fields, tips, ..Seen::default() }
    }

    #[test]
    fn an_edit_replaces_what_the_officer_saw_and_not_what_came_later() {
        let first = seen("soal", "", 10);
        let mut draft = Draft::new(Uuid::nil(), first.clone());
        draft.typed(Uuid::nil(), Fields { question: "soal retur".into(), ..first.fields.clone() }, |_| &first);
        let later = seen("soal lain dari meja sebelah", "jawaban dari meja sebelah", 20);
        draft.follow(&later);
        assert_eq!(draft.fields.question, "soal retur");
        assert_eq!(draft.base.tips.question, first.tips.question);
        assert_eq!(draft.fields.answer, "jawaban dari meja sebelah");
        assert!(!draft.touched(Group::Answer));
    }

    #[test]
    fn an_edit_after_the_page_showed_the_newer_text_replaces_the_newer() {
        let first = seen("soal", "", 10);
        let mut draft = Draft::new(Uuid::nil(), first);
        let later = seen("soal dua", "", 20);
        draft.typed(Uuid::nil(), Fields { question: "soal tiga".into(), ..later.fields.clone() }, |_| &later);
        assert_eq!(draft.base.tips.question, later.tips.question);
        assert!(draft.touched(Group::Question));
    }

    #[test]
    fn words_belong_to_whoever_typed_them_last() {
        let (rina, budi) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let shown = seen("", "", 10);
        let mut draft = Draft::new(rina, shown.clone());
        let first = Fields { question: "soal".into(), ..shown.fields.clone() };
        draft.typed(rina, first.clone(), |_| &shown);
        draft.typed(budi, Fields { answer: "jawab".into(), ..first }, |_| &shown);
        assert_eq!((draft.author_of(Group::Question), draft.author_of(Group::Answer)), (rina, budi));
        // Nothing of the first one's is left: it is the second one's draft.
        let mut draft = Draft::new(rina, shown.clone());
        draft.typed(budi, Fields { question: "soal".into(), ..shown.fields.clone() }, |_| &shown);
        assert_eq!((draft.author, draft.author_of(Group::Question)), (budi, budi));
    }

    #[test]
    fn choosing_a_channel_or_a_type_is_not_worth_a_number() {
        let mut draft = Draft::new(Uuid::nil(), Seen::default());
        draft.fields.channel = "telepon".into();
        draft.fields.stakeholder_type = "SATKER".into();
        draft.fields.question = "  \n".into();
        assert!(!draft.says_something());
        draft.fields.satker_code = "012345".into();
        assert!(draft.says_something());
    }

    #[test]
    fn a_stakeholder_filled_in_for_another_question_is_not_worth_a_number_until_somebody_types() {
        let fields = Fields { person_name: "Rina".into(), stakeholder_type: "PENSIUN".into(), ..empty() };
        let given = Given { visit: Uuid::from_u128(7), fields: fields.clone() };
        let mut draft = Draft { given: Some(given), fields, ..Draft::new(Uuid::nil(), Seen::default()) };
        assert!(!draft.says_something());
        draft.fields.channel = "telepon".into();
        assert!(!draft.says_something());
        draft.fields.question = "Soal lain".into();
        assert!(draft.says_something());
    }

    #[test]
    fn copying_the_party_leaves_the_other_fields_alone() {
        let mut to = Fields { question: "q".into(), ..empty() };
        let from = Fields { person_name: "Rina".into(), phone: "1".into(), question: "other".into(), ..empty() };
        Group::Party.copy(&from, &mut to);
        assert_eq!((to.person_name.as_str(), to.phone.as_str(), to.question.as_str()), ("Rina", "1", "q"));
    }
}
