//! DTLS by `dimpl`, as str0m has it but for one thing. That makes a configuration for each connection, and for each
//! configuration `dimpl` tries out all of its algorithms, which takes longer than a handshake: here all share one.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use dimpl::{Config, Dtls};
use str0m::crypto::dtls::{
    DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, DtlsVersion, ProtocolVersion,
};
use str0m::crypto::{CryptoError, CryptoProvider};

/// The provider of everything, with this one for DTLS.
pub(super) fn provider() -> CryptoProvider {
    CryptoProvider { dtls_provider: &Shared, ..str0m::crypto::from_feature_flags() }
}

/// How long packets may be, and the configuration that says so.
static CONFIG: OnceLock<(Option<usize>, Arc<Config>)> = OnceLock::new();

#[derive(Debug)]
struct Shared;

impl Shared {
    /// The configuration that all have in common; another one where packets are of another length.
    fn config(mtu: Option<usize>) -> Result<Arc<Config>, CryptoError> {
        if let Some((known, config)) = CONFIG.get()
            && *known == mtu
        {
            return Ok(Arc::clone(config));
        }
        // ICE has shown already that somebody is where they say, so no cookie is asked for.
        let mut builder = Config::builder().use_server_cookie(false);
        if let Some(mtu) = mtu {
            builder = builder.mtu(mtu);
        }
        let made = builder.build().map_err(|error| CryptoError::Other(error.to_string()))?;
        let config = Arc::new(made);
        CONFIG.get_or_init(|| (mtu, Arc::clone(&config)));
        Ok(config)
    }
}

impl DtlsProvider for Shared {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        dimpl::certificate::generate_self_signed_certificate().ok()
    }

    fn new_dtls(
        &self,
        certificate: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        let (config, certificate) = (Self::config(mtu)?, certificate.clone());
        let dtls = match version {
            DtlsVersion::Dtls12 => Dtls::new_12(config, certificate, now),
            DtlsVersion::Dtls13 => Dtls::new_13(config, certificate, now),
            DtlsVersion::Auto => Dtls::new_auto(config, certificate, now),
            _ => return Err(CryptoError::Other(format!("there is no DTLS {version}"))),
        };
        Ok(Box::new(Instance(dtls)))
    }
}

struct Instance(Dtls);

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Instance")
    }
}

impl DtlsInstance for Instance {
    fn set_active(&mut self, active: bool) {
        self.0.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.0.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        self.0.poll_output(buffer)
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.0.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<usize, DtlsImplError> {
        self.0.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.0.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.0.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.0.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.0.close()
    }
}
