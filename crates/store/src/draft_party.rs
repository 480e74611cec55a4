//! Taking one stakeholder out of a draft: the words of the officer about everything else stay.

use serde_json::{Map, Value};
use uuid::Uuid;

/// One part of who asks, as a draft calls it.
struct Part {
    /// Holds the id where one is chosen; also the name of how they were shown.
    id: &'static str,
    /// What was typed or filled in about them.
    texts: &'static [&'static str],
}

const PARTS: [Part; 2] = [
    Part { id: "person", texts: &["person_name", "phone", "email"] },
    Part { id: "organisation", texts: &["organisation_name", "satker_code"] },
];
/// Facts of the party that are nobody's data; where a record holds the party, the record's stand.
const FACTS: [&str; 2] = ["stakeholder_type", "role"];
/// What somebody is to the office, in words.
const ROLE_WORDS: &str = "role_words";

/// The draft without the person or the organisation. What the case's records say of the other one stands again, so that the draft is
/// no edit of the party any more. `None` where it has not the form that is known here, or names them in another place: then nothing
/// tells the rest from their data.
pub(crate) fn without(json: &str, party: Uuid) -> Option<String> {
    let id = party.to_string();
    let mut draft: Value = serde_json::from_str(json).ok()?;
    for part in &PARTS {
        if names(&draft, part, &id) {
            clear(&mut draft, part, &id)?;
        }
    }
    let text = serde_json::to_string(&draft).ok()?;
    (!text.contains(&id)).then_some(text)
}

/// Whether this part of the draft is about them; also where their name was typed over, which lets the choice go.
fn names(draft: &Value, part: &Part, id: &str) -> bool {
    let seen = ["base", "chosen"].into_iter().any(|shown| draft[shown][part.id]["id"] == id);
    let fields = ["/fields", "/base/fields", "/given/fields"];
    seen || fields.into_iter().any(|at| draft.pointer(at).is_some_and(|fields| fields[part.id] == id))
}

fn clear(draft: &mut Value, part: &Part, id: &str) -> Option<()> {
    let chosen = draft["fields"][part.id].as_str().map(str::to_owned);
    let recorded = draft["base"]["tips"]["party"].as_array().is_some_and(|tips| !tips.is_empty());
    for shown in ["base", "chosen"] {
        if draft[shown][part.id]["id"] == id {
            draft[shown][part.id] = Value::Null;
        }
    }
    for at in ["/base/fields", "/given/fields"] {
        if let Some(Value::Object(fields)) = draft.pointer_mut(at)
            && fields.get(part.id).is_some_and(|held| held == id)
        {
            blank(fields, part);
        }
    }
    let stands = draft.pointer("/base/fields")?.as_object()?.clone();
    let fields = draft.pointer_mut("/fields")?.as_object_mut()?;
    // Somebody else was chosen since: they stay.
    if chosen.is_none_or(|chosen| chosen == id) {
        let facts = FACTS.iter().filter(|_| recorded);
        for name in [part.id, ROLE_WORDS].iter().chain(part.texts).chain(facts) {
            fields.insert((*name).to_owned(), stands.get(*name)?.clone());
        }
    }
    Some(())
}

fn blank(fields: &mut Map<String, Value>, part: &Part) {
    fields.insert(part.id.to_owned(), Value::Null);
    for name in part.texts.iter().chain(&[ROLE_WORDS]) {
        fields.insert((*name).to_owned(), Value::String(String::new()));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    const PERSON: Uuid = Uuid::from_u128(7);
    const OFFICE: Uuid = Uuid::from_u128(8);

    fn fields(person: Option<Uuid>, name: &str, organisation: Option<Uuid>) -> Value {
        json!({
            "channel": "telepon", "stakeholder_type": "SATKER", "person": person, "person_name": name, "phone": "0800",
            "email": "rina@surat.example", "organisation": organisation, "organisation_name": "Kantor Contoh",
            "satker_code": "012345", "role": "PPK", "role_words": "bendahara", "question": "soal", "answer": "jawaban",
        })
    }

    fn empty() -> Value {
        let mut fields = fields(None, "", None);
        for name in ["phone", "email", "organisation_name", "satker_code", "role_words", "question", "answer"] {
            fields[name] = json!("");
        }
        fields
    }

    fn shown(id: Uuid) -> Value {
        json!({ "id": id, "name": { "text": "Rina Contoh", "tips": [] } })
    }

    fn draft(fields: Value, base: Value, tips: Value, chosen: Value) -> String {
        json!({ "author": Uuid::from_u128(1), "fields": fields, "chosen": chosen, "given": null,
            "base": { "fields": base, "tips": { "party": tips }, "person": null, "organisation": null } })
        .to_string()
    }

    #[test]
    fn a_new_draft_keeps_the_question_and_the_organisation() {
        let fields = fields(Some(PERSON), "Rina Contoh", Some(OFFICE));
        let json = draft(fields, empty(), json!([]), json!({ "person": shown(PERSON), "organisation": null }));
        let kept = without(&json, PERSON).unwrap();
        for gone in ["Rina", "0800", "rina@", "bendahara"] {
            assert!(!kept.contains(gone), "{gone}: {kept}");
        }
        let kept: Value = serde_json::from_str(&kept).unwrap();
        let field = |name: &str| kept["fields"][name].clone();
        assert_eq!((field("question"), field("answer")), (json!("soal"), json!("jawaban")));
        assert_eq!((field("organisation_name"), field("stakeholder_type")), (json!("Kantor Contoh"), json!("SATKER")));
        let kept = without(&json, OFFICE).unwrap();
        assert!(!kept.contains("Kantor Contoh") && !kept.contains("012345") && kept.contains("Rina Contoh"));
    }

    #[test]
    fn what_the_records_say_of_another_stands_again() {
        // Somebody was about to change who asks.
        let other = Uuid::from_u128(9);
        let typed = fields(Some(PERSON), "Rina Contoh", None);
        let json = draft(typed, fields(Some(other), "Dewi Contoh", None), json!([other]), json!({}));
        let kept: Value = serde_json::from_str(&without(&json, PERSON).unwrap()).unwrap();
        assert_eq!(kept["fields"], kept["base"]["fields"]);
        assert_eq!(kept["fields"]["person_name"], "Dewi Contoh");
    }

    #[test]
    fn a_name_typed_over_theirs_goes_and_one_chosen_since_stays() {
        let stood = fields(Some(PERSON), "Rina Contoh", None);
        let json = draft(fields(None, "Rina Contoh Baru", None), stood.clone(), json!([PERSON]), json!({}));
        // The tips of records are ids too; none of them is the person's.
        let json = json.replace(&format!("[\"{PERSON}\"]"), "[\"x\"]");
        assert!(!without(&json, PERSON).unwrap().contains("Rina"));
        let other = Uuid::from_u128(9);
        let json = draft(fields(Some(other), "Dewi Contoh", None), stood, json!(["x"]), json!({}));
        let kept = without(&json, PERSON).unwrap();
        assert!(kept.contains("Dewi Contoh") && !kept.contains("Rina"), "{kept}");
    }

    #[test]
    fn a_draft_of_another_form_is_not_taken_apart() {
        assert_eq!(without("bukan json", PERSON), None);
        assert_eq!(without(&json!({ "fields": { "person": PERSON } }).to_string(), PERSON), None);
        let json = draft(fields(None, "", None), empty(), json!([]), json!({ "later": { "person": PERSON } }));
        assert_eq!(without(&json, PERSON), None, "named where nobody knows what else stands");
    }
}
