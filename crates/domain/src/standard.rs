//! The published service standard: its thirteen steps and fourteen components, as facts. What they say is in the page's
//! catalogues, the numbers are settings, and an office can put words of its own in the place of each component.

use std::sync::LazyLock;

use crate::catalogue::rows;
use crate::shape::Code;

/// The decree the program was made for; the basis of every number nobody set otherwise.
pub const DECREE: &str = "KEP-57/PB/2023";

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Whoever receives visitors.
    FrontOffice,
    Stakeholder,
    /// Petugas/CSO.
    Officer,
}

/// Whether a step is always taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Must,
    /// Where the officer needs it.
    May,
    /// It depends on whether the answer is at hand.
    Depends,
}

/// A step of the procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// "1" to "13b", as [`crate::case::stage`] gives it.
    pub code: Code,
    /// On the way by HAI CSO or an official contact; otherwise face to face.
    pub online: bool,
    pub actor: Actor,
    pub weight: Weight,
}

/// A component of a service standard (UU 25/2009): what the public is told, and what the office manages by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// From 1.
    pub number: u32,
    /// The field of `office.text_set` that takes its place.
    pub field: Code,
    /// The office's own management; otherwise the service as people meet it.
    pub internal: bool,
    /// The standard says something; otherwise only the office can.
    pub said: bool,
}

static STEPS: LazyLock<Vec<Step>> =
    LazyLock::new(|| rows(include_str!("../data/procedure-steps.csv")).iter().filter_map(read_step).collect());
static COMPONENTS: LazyLock<Vec<Component>> = LazyLock::new(|| {
    rows(include_str!("../data/service-standard-components.csv")).iter().filter_map(read_component).collect()
});

/// All steps, face to face first.
pub fn steps() -> &'static [Step] {
    &STEPS
}

/// All components, in the order of the standard.
pub fn components() -> &'static [Component] {
    &COMPONENTS
}

fn read_step(row: &csv::StringRecord) -> Option<Step> {
    let actor = match row.get(2)? {
        "petugas_layanan" => Actor::FrontOffice,
        "stakeholder" => Actor::Stakeholder,
        "petugas_cso" => Actor::Officer,
        _ => return None,
    };
    let weight = match row.get(3)? {
        "ya" => Weight::Must,
        "dapat" => Weight::May,
        "bersyarat" => Weight::Depends,
        _ => return None,
    };
    Some(Step { code: Code::new(row.get(0)?).ok()?, online: row.get(1)? == "ya", actor, weight })
}

fn read_component(row: &csv::StringRecord) -> Option<Component> {
    let number = row.get(0)?;
    Some(Component {
        number: number.parse().ok()?,
        field: Code::new(format!("standar_{number}")).ok()?,
        internal: row.get(1)? == "pengelolaan",
        said: row.get(2)? == "ya",
    })
}
