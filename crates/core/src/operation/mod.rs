//! What is done with several nouns at once, one file each.

mod certificate_change;
mod certificate_delete;
mod clock;
mod configuration_change;
mod confirm;
mod dek_rotate;
mod drive_add;
mod drive_fail;
mod drive_insert;
mod drive_list;
mod drive_pull;
mod drive_replace;
mod drive_tidy;
mod error;
mod identity;
mod kmip_server_change;
mod kmip_server_delete;
mod kmip_server_detail;
mod kmip_server_test;
mod maintenance;
mod old_key;
mod power_off;
mod power_on;
mod rehearse;
mod reseal;
mod retest;
mod rotate;
mod rotation_due;
mod running;
mod standing;
mod token_delete;
mod token_disable;
mod token_enable;
mod token_orphans;
mod token_rehearse;
mod token_replace;
mod token_status;
mod token_test;

pub use drive_list::{DriveStatus, ListedDrive, Protection};
pub use error::OperationError;
pub use kmip_server_change::{ChangedKmipServer, KmipServerChange};
pub use kmip_server_detail::KmipServerDetail;
pub use kmip_server_test::{
    CONTROLLER, KmipServerTest, Purpose, StageReport, TestResult, TestWarning, test_with,
};
pub use old_key::OldKey;
pub use power_off::power_off;
pub use power_on::{Step, StepOutcome, power_on};
pub use token_enable::TokenSource;
pub use token_status::{Condition, TokenStatus};
pub use token_test::{TokenTest, TokenTestRow};

pub(crate) use certificate_change::{change_certificate, rehearse_certificate_change};
pub(crate) use certificate_delete::delete_certificate;
pub(crate) use clock::{advance_clock, reset_clock, skew_clock};
pub(crate) use dek_rotate::rotate_dek;
pub(crate) use drive_add::add_drive;
pub(crate) use drive_fail::fail_drive;
pub(crate) use drive_insert::insert_drive;
pub(crate) use drive_list::{count_ssds, list_drives};
pub(crate) use drive_pull::pull_drive;
pub(crate) use drive_replace::replace_drive;
pub(crate) use identity::{give_identity, take_identity};
pub(crate) use kmip_server_change::{
    change_kmip_server, rehearse_kmip_server_change, require_changeable,
};
pub(crate) use kmip_server_delete::{delete_kmip_server, unfinished_keys};
pub(crate) use kmip_server_detail::kmip_server_detail;
pub(crate) use kmip_server_test::{rehearse_test, test_kmip_server};
pub(crate) use maintenance::{maintain, maintain_from};
pub(crate) use power_off::discard_memory;
pub(crate) use rehearse::unlock_with;
pub(crate) use reseal::first_generation;
pub(crate) use reseal::{Interruption, interrupt};
pub(crate) use retest::retest;
pub(crate) use rotate::rotate;
pub(crate) use running::Running;
pub(crate) use token_delete::{discard_all_keys, shelved_drives};
pub(crate) use token_disable::disable_token;
pub(crate) use token_enable::enable_token;
pub(crate) use token_orphans::{destroy_orphans, fates, orphans};
pub(crate) use token_rehearse::{rehearse_token_removal, rehearse_token_replacement};
pub(crate) use token_replace::replace_token;
pub(crate) use token_status::token_status;
pub(crate) use token_test::test_token;
