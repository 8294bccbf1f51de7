//! What arrives at a connection of this page, as JavaScript hears and sees it.

use wasm_bindgen::JsValue;

use crate::support::run;

/// Listens to everything that a connection receives.
pub(crate) struct Ears(usize);

impl Ears {
    /// To the connection that this page made as the n-th of its last call.
    pub(crate) const fn of(connection: usize) -> Self {
        Self(connection)
    }

    /// Whether anything was heard since this was begun or begun anew.
    pub(crate) fn hear(&self) -> bool {
        self.peak() > 0.01
    }

    pub(crate) fn listen_anew(&self) {
        self.ask("Object.assign(ear, { peak: 0, since: performance.now() })");
    }

    /// Long enough to hear one of the pretended microphone's beeps. What is on its way still counts as noise.
    pub(crate) fn heard_nothing_for_a_while(&self) -> bool {
        if self.peak() > 0.001 {
            self.listen_anew();
        }
        self.ask("return performance.now() - ear.since > 2500").is_truthy()
    }

    fn peak(&self) -> f64 {
        self.ask("return ear.peak").as_f64().unwrap_or_default()
    }

    /// Runs a script with the ear, if there is anything yet to listen to.
    fn ask(&self, script: &str) -> JsValue {
        run(&format!(
            "self.ears ??= new Map();
            const receiver = self.connections[{}].getReceivers().find((it) => it.track.kind === 'audio');
            if (!receiver) return;
            const voice = receiver.track;
            if (!self.ears.has(voice)) {{
                const context = new AudioContext();
                const analyser = context.createAnalyser();
                context.createMediaStreamSource(new MediaStream([voice])).connect(analyser);
                context.resume();
                const ear = {{ peak: 0, since: performance.now(), context }};
                const samples = new Float32Array(analyser.fftSize);
                let energy = 0;
                setInterval(async () => {{
                    if (context.state === 'running') {{
                        analyser.getFloatTimeDomainData(samples);
                        ear.peak = Math.max(ear.peak, ...samples);
                        return;
                    }}
                    // Firefox starts no audio context on machines that have no loudspeaker.
                    const report = [...(await receiver.getStats()).values()];
                    const heard = report.find((it) => it.type === 'inbound-rtp')?.totalAudioEnergy ?? 0;
                    ear.peak = Math.max(ear.peak, Math.sqrt(heard - energy));
                    energy = heard;
                }}, 20);
                self.ears.set(voice, ear);
            }}
            const ear = self.ears.get(voice);
            {script}",
            self.0
        ))
    }
}

/// How many pictures of a section the n-th connection has decoded.
pub(crate) fn pictures(connection: usize, section: usize) -> u32 {
    let count = run(&format!(
        "self.eyes ??= new Map();
        const track = self.connections[{connection}].getTransceivers()[{section}]?.receiver.track;
        if (!track) return 0;
        if (!self.eyes.has(track)) {{
            const video = document.createElement('video');
            video.muted = true;
            video.srcObject = new MediaStream([track]);
            video.play();
            const eye = {{ count: 0, video }};
            const next = () => {{ eye.count += 1; video.requestVideoFrameCallback(next); }};
            video.requestVideoFrameCallback(next);
            self.eyes.set(track, eye);
        }}
        return self.eyes.get(track).count"
    ));
    count.as_f64().expect("a count") as u32
}
