//! Installs what the test command needs and the machine lacks. Only root can; anybody else is told what to install.

use crate::tree;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Debian package, with programs of which one shows that it is there.
struct Package {
    name: &'static str,
    programs: &'static [&'static str],
}

const PACKAGES: [Package; 13] = [
    Package { name: "chromium", programs: &["chromium", "google-chrome"] },
    Package { name: "postgresql", programs: &["/usr/lib/postgresql"] },
    Package { name: "redis-server", programs: &["redis-server"] },
    Package { name: "iproute2", programs: &["ip"] },
    Package { name: "gcc", programs: &["cc", "gcc", "clang"] },
    Package { name: "nodejs", programs: &["node"] },
    Package { name: "npm", programs: &["npm"] },
    // the announcer's only system library, and sound without a sound card
    Package { name: "libasound2-dev", programs: &["/usr/include/alsa/asoundlib.h"] },
    Package { name: "pkg-config", programs: &["pkg-config"] },
    Package { name: "pulseaudio", programs: &["pulseaudio"] },
    Package { name: "pulseaudio-utils", programs: &["parec"] },
    Package { name: "libasound2-plugins", programs: &["/usr/share/alsa/alsa.conf.d/50-pulseaudio.conf"] },
    // a recogniser to hear with, and a common engine to compare with
    Package { name: "espeak-ng", programs: &["espeak-ng"] },
];

/// Where the recogniser's list of packages is.
pub const EAR_FOLDER: &str = "tests/voice-ear";
/// Where the npm packages of the tests live.
pub const NPM_FOLDER: &str = "tests/browser";

/// Installs what is missing.
pub fn run() -> Result<()> {
    install_packages(&missing(&std::env::var_os("PATH").unwrap_or_default()))?;
    install_npm(&tree::root().join(NPM_FOLDER))?;
    install_recogniser()
}

fn missing(path: &std::ffi::OsStr) -> Vec<&'static str> {
    let there = |program: &&str| match program.strip_prefix('/') {
        Some(_) => Path::new(program).exists(),
        None => std::env::split_paths(path).any(|folder| folder.join(program).is_file()),
    };
    PACKAGES.iter().filter(|package| !package.programs.iter().any(there)).map(|package| package.name).collect()
}

fn install_packages(names: &[&str]) -> Result<()> {
    if names.is_empty() {
        println!("setup: every Debian package is here");
        return Ok(());
    }
    let list = names.join(" ");
    if !is_root()? {
        bail!("missing: {list}. As root: apt-get install --no-install-recommends {list}");
    }
    println!("setup: installing {list}");
    let apt = |arguments: &[&str]| -> Result<bool> {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
        Ok(command.status().context("apt-get cannot be started")?.success())
    };
    let install: Vec<&str> = ["install", "--yes", "--no-install-recommends"].iter().chain(names).copied().collect();
    if !(apt(&["update", "--quiet"])? && apt(&install)?) {
        bail!("apt-get could not install {list}");
    }
    Ok(())
}

/// `npm ci` where what is installed is not what the lock file asks for.
fn install_npm(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let asked = std::fs::read(&lock).with_context(|| format!("{} cannot be read", tree::short(&lock)))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == asked) {
        println!("setup: npm packages are as locked");
        return Ok(());
    }
    println!("setup: npm ci in {NPM_FOLDER}");
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .status()
        .context("npm cannot be started")?;
    if !status.success() {
        bail!("npm ci failed in {NPM_FOLDER}");
    }
    std::fs::write(&stamp, asked).context("the stamp of what is installed cannot be written")
}

/// The Python of the recogniser.
pub fn recogniser() -> PathBuf {
    crate::test::target_folder().join("voice-ear/bin/python")
}

/// A Python environment of its own with the recogniser, where what is installed is not what is asked for.
fn install_recogniser() -> Result<()> {
    let list = tree::root().join(EAR_FOLDER).join("requirements.txt");
    let asked = std::fs::read(&list).with_context(|| format!("{} cannot be read", tree::short(&list)))?;
    let folder = crate::test::target_folder().join("voice-ear");
    let stamp = folder.join("installed.txt");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == asked) {
        println!("setup: the recogniser is here");
        return Ok(());
    }
    println!("setup: installing the recogniser");
    let done = |command: &mut Command| -> Result<bool> {
        Ok(command.status().context("python3 cannot be started")?.success())
    };
    let make = || done(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    // Debian's own python3 comes without what makes environments.
    let made = make()? || (install_packages(&["python3-venv"]).is_ok() && make()?);
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    if !(made && done(Command::new(recogniser()).args(install).arg(&list))?) {
        bail!("the recogniser could not be installed from {EAR_FOLDER}/requirements.txt");
    }
    std::fs::write(&stamp, asked).context("the stamp of what is installed cannot be written")
}

/// Whether this process may install packages and change users.
pub fn is_root() -> Result<bool> {
    let out = Command::new("id").arg("-u").output().context("id cannot be started")?;
    Ok(out.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::missing;
    use crate::tree::testing::Planted;

    #[test]
    fn a_machine_without_programs_lacks_them() {
        let bare = Planted::new(&[("redis-server", "")]);
        let lacking = missing(bare.root().as_os_str());
        assert!(lacking.contains(&"chromium") && lacking.contains(&"gcc"), "{lacking:?}");
        assert!(!lacking.contains(&"redis-server"), "{lacking:?}");
    }
}
