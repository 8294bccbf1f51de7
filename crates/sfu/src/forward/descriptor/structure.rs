use super::bits::Bits;
use super::{TARGETS, TEMPLATES};

/// What the descriptors of a coded video sequence refer to. It comes with each key frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    first_template: u8,
    targets: usize,
    chains: usize,
    templates: Vec<Template>,
    /// The highest spatial and temporal layer of each decode target.
    layers: Vec<(u8, u8)>,
    /// The height of each spatial layer.
    heights: Vec<u16>,
}

/// What frames have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) spatial: u8,
    pub(super) temporal: u8,
    pub(super) indications: u64,
    pub(super) has_references: bool,
}

/// The next template is of the same layer as the one before; or of the next temporal layer; or of the next spatial layer;
/// or there is none.
const NEXT_TEMPORAL: u64 = 1;
const NEXT_SPATIAL: u64 = 2;
const LAST: u64 = 3;

const SPATIAL_LAYERS: u8 = 4;
const MOST_TEMPORAL_LAYERS: u8 = 8;

impl Structure {
    pub(super) fn read(bits: &mut Bits<'_>) -> Option<Self> {
        let first_template = bits.take(6)? as u8;
        let targets = bits.take(5)? as usize + 1;
        let mut templates = read_layers(bits)?;
        for template in &mut templates {
            template.indications = read_indications(bits, targets)?;
        }
        for template in &mut templates {
            while bits.flag()? {
                bits.take(4)?;
                template.has_references = true;
            }
        }
        let chains = bits.below(targets + 1)?;
        if chains > 0 {
            for _ in 0..targets {
                bits.below(chains)?;
            }
            bits.skip(templates.len() * chains * 4)?;
        }
        let mut heights = Vec::new();
        if bits.flag()? {
            let highest = templates.last()?.spatial;
            for _ in 0..=highest {
                bits.take(16)?;
                heights.push((bits.take(16)? as u16).saturating_add(1));
            }
        }
        let layers = (0..targets).map(|target| layers_of(&templates, target)).collect();
        Some(Self { first_template, targets, chains, templates, layers, heights })
    }

    /// The number of its first template.
    pub(super) fn first_template(&self) -> u8 {
        self.first_template
    }

    /// How many decode targets there are.
    pub fn targets(&self) -> usize {
        self.targets
    }

    pub(super) fn chains(&self) -> usize {
        self.chains
    }

    pub(super) fn template(&self, number: u8) -> Option<&Template> {
        self.templates.get(usize::from((number + TEMPLATES - self.first_template) % TEMPLATES))
    }

    /// The decode target that has all up to these layers and nothing above.
    pub fn target(&self, spatial: u8, temporal: u8) -> Option<usize> {
        self.layers.iter().position(|layers| *layers == (spatial, temporal))
    }

    /// The highest spatial and temporal layer of a decode target.
    pub fn layers(&self, target: usize) -> Option<(u8, u8)> {
        self.layers.get(target).copied()
    }

    /// How high a spatial layer is, in pixels, where it was said.
    pub fn height(&self, spatial: u8) -> Option<u16> {
        self.heights.get(usize::from(spatial)).copied()
    }
}

fn read_layers(bits: &mut Bits<'_>) -> Option<Vec<Template>> {
    let (mut templates, mut spatial, mut temporal) = (Vec::new(), 0, 0);
    loop {
        templates.push(Template { spatial, temporal, indications: 0, has_references: false });
        match bits.take(2)? {
            NEXT_TEMPORAL => temporal += 1,
            NEXT_SPATIAL => (spatial, temporal) = (spatial + 1, 0),
            LAST => return Some(templates),
            _ => {}
        }
        let fits = templates.len() < usize::from(TEMPLATES);
        (fits && spatial < SPATIAL_LAYERS && temporal < MOST_TEMPORAL_LAYERS).then_some(())?;
    }
}

/// What a frame is to each of so many decode targets.
pub(super) fn read_indications(bits: &mut Bits<'_>, targets: usize) -> Option<u64> {
    debug_assert!(targets <= TARGETS);
    (0..targets).try_fold(0, |all, target| Some(all | bits.take(2)? << (target * 2)))
}

fn layers_of(templates: &[Template], target: usize) -> (u8, u8) {
    let of_target = templates.iter().filter(|template| template.indications >> (target * 2) & 3 != 0);
    of_target.fold((0, 0), |(spatial, temporal), template| {
        (template.spatial.max(spatial), template.temporal.max(temporal))
    })
}
