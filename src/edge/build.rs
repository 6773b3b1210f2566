//! The built pages are part of the program: new ones must rebuild it.

fn main() -> std::io::Result<()> {
    // A folder that is missing would make every build look at it again, and never find it as it was.
    std::fs::create_dir_all("../web/dist")?;
    println!("cargo:rerun-if-changed=../web/dist");
    Ok(())
}
