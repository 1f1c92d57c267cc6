//! Create (KMIP 1.4, section 4.1).

use pure_kmip::Failure;
use pure_kmip::enums::{ObjectType, ResultReason, State};
use pure_kmip::operation::{CreateRequest, CreateResponse};

use super::template::Template;
use super::{Context, internal, invalid_field};
use crate::attributes::key_length;
use crate::model::{Dates, KeyRow};
use crate::seed;

impl Context<'_> {
    pub(super) fn create(&mut self, request: CreateRequest) -> Result<CreateResponse, Failure> {
        if request.object_type != ObjectType::SymmetricKey {
            let message = format!("{} cannot be created.", request.object_type);
            return Err(invalid_field(message));
        }
        let template = Template::of(request.attributes)?;
        let (Some(algorithm), Some(bits)) = (template.algorithm, template.length) else {
            let message = "Cryptographic Algorithm and Cryptographic Length are needed.";
            return Err(Failure::new(ResultReason::InvalidField, message));
        };
        let usage_mask = template
            .usage_mask
            .ok_or_else(|| invalid_field("Cryptographic Usage Mask is needed."))?;
        let length = key_length(algorithm, bits).ok_or_else(|| {
            invalid_field(format!(
                "Keys of {algorithm} with {bits} bits are not made here."
            ))
        })?;
        let id = seed::uuid(self.db).map_err(internal)?;
        let material = seed::material(self.db, length).map_err(internal)?;
        let sealed = self
            .manager
            .master_key()
            .seal(&id, &material)
            .map_err(internal)?;
        let key = KeyRow {
            id: id.clone(),
            group_id: self.app.group_id.clone(),
            object_type: ObjectType::SymmetricKey,
            state: State::PreActive,
            enabled: true,
            algorithm: Some(algorithm),
            length: Some(bits),
            usage_mask,
            subtype: None,
            format: None,
            material: Some(sealed),
            dates: Dates::default(),
            reason: None,
            message: None,
        };
        self.add(key, template)?;
        Ok(CreateResponse {
            object_type: ObjectType::SymmetricKey,
            unique_identifier: id,
        })
    }
}
