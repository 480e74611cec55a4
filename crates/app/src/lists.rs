//! The lists an office works with, named in the person's language.

use std::sync::Arc;

use lakon_domain::catalogue as lists;

use crate::App;
use crate::api::{Catalogue, Channel, Language, Named, Nothing, StakeholderType, Topic};
use crate::failure::Failure;

/// Topics, sections, stakeholder types and channels. Topics and types are the office's own words in every language.
pub fn catalogue(app: &Arc<App>, _: Nothing) -> Result<Catalogue, Failure> {
    let language = app.language();
    let named = |code: &lakon_domain::shape::Code, name: &str| Named { code: code.to_string(), name: name.to_owned() };
    Ok(Catalogue {
        topics: lists::topics()
            .iter()
            .map(|topic| Topic {
                code: topic.code.to_string(),
                section: topic.section.to_string(),
                name: topic.name.clone(),
                keywords: topic.keywords.clone(),
                documents: topic.documents.clone(),
            })
            .collect(),
        sections: lists::sections().into_iter().map(|(code, name)| named(code, name)).collect(),
        types: lists::stakeholder_types()
            .iter()
            .map(|kind| StakeholderType {
                code: kind.code.to_string(),
                name: kind.name.clone(),
                roles: kind.roles.iter().map(|(code, name)| named(code, name)).collect(),
                has_organisation: kind.has_organisation,
                has_satker_code: kind.has_satker_code,
            })
            .collect(),
        channels: lists::channels()
            .iter()
            .map(|channel| Channel {
                code: channel.code.to_string(),
                name: channel_name(channel, language),
                online: channel.online,
                hai: channel.hai,
            })
            .collect(),
        service_minutes: lists::SERVICE_LIMIT_MINUTES,
    })
}

/// The channel of a code in words; the code itself where the list does not know it.
pub(crate) fn channel_words(code: &str, language: Language) -> String {
    lists::channel(code).map_or_else(|| code.to_owned(), |channel| channel_name(channel, language))
}

/// A channel in words: the list's own in Indonesian, ours in English.
fn channel_name(channel: &lists::Channel, language: Language) -> String {
    let english = match (language, channel.code.as_str()) {
        (Language::En, "tatap_muka") => "Face to face",
        (Language::En, "haicso") => "Online – HAI CSO",
        (Language::En, "telepon") => "Online – telephone",
        (Language::En, "whatsapp") => "Online – WhatsApp",
        (Language::En, "surel") => "Online – e-mail",
        _ => return channel.name.clone(),
    };
    english.to_owned()
}
