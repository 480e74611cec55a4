//! The lists an office works with, as its admin set them, named in the person's language.

use std::sync::Arc;

use lakon_domain::catalogue as shipped;
use lakon_domain::settings::{self, SERVICE_MINUTES, SettingsState};
use lakon_domain::shape::Code;
use lakon_domain::tips::Value;

use crate::App;
use crate::api::{Catalogue, Channel, Language, Named, Nothing, SectionName, StakeholderType, Topic};
use crate::app::Desk;
use crate::failure::Failure;

/// Topics, sections, stakeholder types and channels, retired ones too. Topics and types are the office's own words in every
/// language. Before sign-in what every office starts with.
pub fn catalogue(app: &Arc<App>, _: Nothing) -> Result<Catalogue, Failure> {
    let language = app.language();
    let store = app.state().session.as_ref().filter(|session| !session.locked).map(|session| session.store.clone());
    let rules = store.map(|store| store.rules());
    let minutes = rules.as_ref().map(|rules| rules.settings.setting(SERVICE_MINUTES, rules.day(app.now())));
    let start = SettingsState::default();
    let settings = rules.as_ref().map_or(&start, |rules| &rules.settings);
    let named = |code: &Code, name: &str| Named { code: code.to_string(), name: name.to_owned() };
    Ok(Catalogue {
        topics: settings
            .topics
            .iter()
            .map(|topic| Topic {
                code: topic.code.to_string(),
                section: topic.section.to_string(),
                name: named_or_code(&topic.name, &topic.code),
                keywords: topic.keywords.clone(),
                documents: topic.documents.clone(),
                retired: topic.retired,
            })
            .collect(),
        sections: settings
            .sections
            .iter()
            .map(|section| SectionName {
                code: section.code.to_string(),
                name: named_or_code(&section.name, &section.code),
                retired: section.retired,
            })
            .collect(),
        types: shipped::stakeholder_types()
            .iter()
            .map(|kind| StakeholderType {
                code: kind.code.to_string(),
                name: kind.name.clone(),
                roles: kind.roles.iter().map(|(code, name)| named(code, name)).collect(),
                has_organisation: kind.has_organisation,
                has_satker_code: kind.has_satker_code,
            })
            .collect(),
        channels: settings
            .channels
            .iter()
            .map(|channel| Channel {
                code: channel.code.to_string(),
                name: channel_name(channel, language),
                online: channel.online,
                hai: channel.hai,
                retired: channel.retired,
            })
            .collect(),
        service_minutes: minutes.unwrap_or(shipped::SERVICE_LIMIT_MINUTES),
    })
}

/// The name of a row; its code where it has none or its name is not here.
pub(crate) fn named_or_code(name: &Value<String>, code: &Code) -> String {
    match name.text() {
        "" => code.to_string(),
        name => name.to_owned(),
    }
}

/// The channel of a code in words; the code itself where the list does not know it.
pub(crate) fn channel_words(desk: &Desk, code: &str) -> String {
    let rules = desk.store.rules();
    rules.settings.channel(code).map_or_else(|| code.to_owned(), |channel| channel_name(channel, desk.language))
}

/// The topic of a code in words.
pub(crate) fn topic_words(desk: &Desk, code: &str) -> Option<String> {
    desk.store.rules().settings.topic(code).map(|topic| named_or_code(&topic.name, &topic.code))
}

/// A channel in words: the list's own; in English ours, as long as the office calls it what every office starts with.
fn channel_name(channel: &settings::Channel, language: Language) -> String {
    let own = named_or_code(&channel.name, &channel.code);
    let as_shipped = shipped::channel(channel.code.as_str()).is_some_and(|shipped| shipped.name == own);
    let english = match (language, channel.code.as_str()) {
        (Language::En, "tatap_muka") if as_shipped => "Face to face",
        (Language::En, "haicso") if as_shipped => "Online – HAI CSO",
        (Language::En, "telepon") if as_shipped => "Online – telephone",
        (Language::En, "whatsapp") if as_shipped => "Online – WhatsApp",
        (Language::En, "surel") if as_shipped => "Online – e-mail",
        _ => return own,
    };
    english.to_owned()
}
