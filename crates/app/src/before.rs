//! What the desktop says where it cannot open its window at all. In Indonesian: nobody has chosen a language yet that could be read.

use lakon_platform::webview::{self, Unfit};

use crate::api::Language;
use crate::failure::Failure;
use crate::words::Sentence;

/// There is no folder the data could lie in.
pub fn no_folder() -> String {
    say(&Sentence::NoFolder.into())
}

/// Whether the web view can show the page.
///
/// # Errors
/// The sentence, where it cannot.
pub fn judge_web_view(found: Option<&str>) -> Result<(), String> {
    webview::judge(found).map_err(|unfit| match unfit {
        Unfit::Missing => say(&Sentence::WebViewMissing.into()),
        Unfit::TooOld { found } => say(&Sentence::WebViewOld.with(found).with(webview::OLDEST)),
    })
}

/// The window could not be opened, for a reason nobody at the counter can do anything about.
pub fn no_window(reason: &str) -> String {
    say(&Sentence::NoWindow.with(reason))
}

fn say(failure: &Failure) -> String {
    failure.say(Language::Id).message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_old_web_view_is_one_sentence_with_what_to_do() {
        assert_eq!(judge_web_view(Some("143.0.3650.66")), Ok(()));
        for (found, part) in [(None, "belum terpasang"), (Some("109.0.1518.140"), "versi 109.0.1518.140")] {
            let said = judge_web_view(found).err().unwrap_or_default();
            assert!(said.contains(part) && said.contains("WebView2") && said.contains("petugas TI"), "{said}");
            assert!(!said.contains('{'), "{said}");
        }
        assert!(no_window("sebab 1").ends_with("sebab 1"));
        assert!(no_folder().contains("LAKON_DATA"));
    }
}
