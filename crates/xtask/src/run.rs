//! Builds Lakon and opens it.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::tree::Tree;
use crate::{npm, process, setup};

/// Builds the page and the program, then opens it: for a person, or for a picture where there is no screen.
///
/// # Errors
/// When something cannot be installed, built or opened.
pub fn open(tree: &Tree, demo: bool) -> Result<ExitCode> {
    setup::ready(tree, setup::Purpose::Run)?;
    process::run(npm::npm(&tree.page()).args(["run", "build", "--silent"]))?;
    process::run(&mut process::build_programs(tree.root()))?;

    let mut program = Command::new(tree.program("lakon"));
    if demo {
        program.arg("--sample").arg(tree.scratch("demo-office"));
    }
    if setup::has_screen() {
        println!("Lakon is open; this command ends when its window is closed.");
        process::run(&mut program)?;
        return Ok(ExitCode::SUCCESS);
    }
    picture(tree, &mut program, demo)
}

#[cfg(unix)]
fn picture(tree: &Tree, program: &mut Command, demo: bool) -> Result<ExitCode> {
    let name = if demo { "lakon-demo.png" } else { "lakon.png" };
    let path = tree.scratch("screenshots").join(name);
    crate::display::picture_of(program, &path)?;
    println!("There is no display here: Lakon opened on a virtual one. Its first screen:\n{}", path.display());
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(unix))]
fn picture(_tree: &Tree, program: &mut Command, _demo: bool) -> Result<ExitCode> {
    process::run(program)?;
    Ok(ExitCode::SUCCESS)
}
