//! The tree the commands work on.

use std::path::{Path, PathBuf};

/// Where the repository begins.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The cargo that started this command.
pub fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// A path as seen from the root, for messages.
pub fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Trees made for a test.
#[cfg(test)]
pub mod testing {
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// A folder with planted files, removed when dropped.
    pub struct Planted(PathBuf);

    impl Planted {
        /// Plants files given as path and content.
        pub fn new(files: &[(&str, &str)]) -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let folder = std::env::temp_dir().join(format!("goiso-xtask-{}-{number}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            let planted = Self(folder);
            for (path, content) in files {
                let path = planted.path(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, content).unwrap();
            }
            planted
        }

        /// A path in it.
        pub fn path(&self, name: &str) -> PathBuf {
            self.0.join(name)
        }

        /// Its root.
        pub fn root(&self) -> &std::path::Path {
            &self.0
        }
    }

    impl Drop for Planted {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}
