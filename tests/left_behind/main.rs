//! What the commands leave behind: on the raw disk, beneath the file system, and in memory.

mod deleted;
mod der;
mod disk;
mod image;
mod memory;
mod process;
mod search;
mod secrets;
mod table;
mod test_bed;
