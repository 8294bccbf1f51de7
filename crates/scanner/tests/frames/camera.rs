//! A camera that is pretended: a code on a screen, seen at an angle, blurred, noisy and unevenly lit.

use crate::chance::Chance;
use qrcode::{Color, EcLevel, QrCode};

pub(crate) const WIDTH: usize = 640;
pub(crate) const HEIGHT: usize = 480;

/// Light modules around a code: ISO/IEC 18004, section 5.3.8.
const QUIET: f64 = 4.0;

/// The focal length, in pixels: a field of view of 60 degrees, as phones have it.
const FOCAL: f64 = 554.0;

/// How unsharp the lens is, in pixels.
const BLUR: f64 = 0.8;

/// How far the sensor strays, of 255.
const NOISE: f64 = 6.0;

/// Where the screen with the code is, as the camera sees it.
struct Pose {
    /// The middle of the code.
    centre: [f64; 3],
    /// One module to the right, and one down.
    right: [f64; 3],
    down: [f64; 3],
}

/// One frame that shows `text`, half as high as the frame.
pub(crate) fn shoot(text: &str, chance: &mut Chance) -> Vec<u8> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("the text fits into a code");
    let side = code.width() as f64 + 2.0 * QUIET;
    let pose = Pose::any(side, chance);
    let light = Light::any(chance);
    let mut frame = Vec::with_capacity(WIDTH * HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            frame.push(
                light.at(x, y)
                    * mean_of_samples(|dx, dy| {
                        let (u, v) = pose.trace(x as f64 + dx, y as f64 + dy);
                        reflectance(&code, u + side / 2.0 - QUIET, v + side / 2.0 - QUIET)
                    }),
            );
        }
    }
    let blurred = transposed(&blurred(&transposed(&blurred(&frame, WIDTH), WIDTH), HEIGHT), HEIGHT);
    // The sensor clips what is too bright or too dark for it.
    blurred
        .iter()
        .map(|brightness| (255.0 * brightness + NOISE * chance.bell()).clamp(0.0, 255.0) as u8)
        .collect()
}

impl Pose {
    fn any(side: f64, chance: &mut Chance) -> Self {
        let [yaw, pitch] = [(); 2].map(|()| chance.between(-0.45, 0.45));
        let roll = chance.between(-0.6, 0.6) + f64::from(chance.up_to(4)) * core::f64::consts::FRAC_PI_2;
        let turn = |[x, y, z]: [f64; 3]| {
            let [x, y] = [x * roll.cos() - y * roll.sin(), x * roll.sin() + y * roll.cos()];
            let [y, z] = [y * pitch.cos() - z * pitch.sin(), y * pitch.sin() + z * pitch.cos()];
            let [x, z] = [x * yaw.cos() + z * yaw.sin(), z * yaw.cos() - x * yaw.sin()];
            [x, y, z]
        };
        let distance = FOCAL * side / (HEIGHT as f64 * chance.between(0.46, 0.54));
        let aside = |chance: &mut Chance| distance * chance.between(-0.08, 0.08);
        Self {
            centre: [aside(chance), aside(chance), distance],
            right: turn([1.0, 0.0, 0.0]),
            down: turn([0.0, 1.0, 0.0]),
        }
    }

    /// The point of the screen that a pixel sees, in modules from the middle of the code.
    fn trace(&self, x: f64, y: f64) -> (f64, f64) {
        let ray = [x - WIDTH as f64 / 2.0, y - HEIGHT as f64 / 2.0, FOCAL];
        let facing = cross(self.right, self.down);
        let reach = dot(self.centre, facing) / dot(ray, facing);
        let seen = [0, 1, 2].map(|axis| ray[axis] * reach - self.centre[axis]);
        (dot(seen, self.right), dot(seen, self.down))
    }
}

/// Brighter on one side, darker in the corners.
struct Light {
    slope: [f64; 2],
    level: f64,
}

impl Light {
    fn any(chance: &mut Chance) -> Self {
        Self { slope: [(); 2].map(|()| chance.between(-0.35, 0.35)), level: chance.between(0.6, 0.9) }
    }

    fn at(&self, x: usize, y: usize) -> f64 {
        let [x, y] = [x as f64 / WIDTH as f64 - 0.5, y as f64 / HEIGHT as f64 - 0.5];
        self.level * (1.0 + self.slope[0] * x + self.slope[1] * y) * (1.0 - 0.4 * (x * x + y * y))
    }
}

/// How much light the screen gives off at this place: the code, the white card around it, the page in its own
/// grey, and the dark room behind.
fn reflectance(code: &QrCode, x: f64, y: f64) -> f64 {
    let width = code.width() as f64;
    let outside = (-x).max(-y).max(x - width).max(y - width);
    if outside <= 0.0 {
        let dark = code[(x.min(width - 1.0) as usize, y.min(width - 1.0) as usize)] == Color::Dark;
        if dark { 0.12 } else { 0.95 }
    } else if outside <= QUIET {
        0.95
    } else if outside <= 14.0 {
        0.8
    } else {
        0.2
    }
}

fn mean_of_samples(sample: impl Fn(f64, f64) -> f64) -> f64 {
    let places = [1.0 / 6.0, 0.5, 5.0 / 6.0];
    places
        .iter()
        .flat_map(|dy| places.iter().map(move |dx| (*dx, *dy)))
        .map(|(dx, dy)| sample(dx, dy))
        .sum::<f64>()
        / 9.0
}

/// Gaussian blur along the rows.
fn blurred(pixels: &[f64], width: usize) -> Vec<f64> {
    let kernel: Vec<f64> =
        (-3..=3).map(|step| (-f64::from(step * step) / (2.0 * BLUR * BLUR)).exp()).collect();
    let whole: f64 = kernel.iter().sum();
    let mut result = Vec::with_capacity(pixels.len());
    for row in pixels.chunks(width) {
        for x in 0..width {
            let sum: f64 =
                (0..7).map(|step| kernel[step] * row[(x + step).saturating_sub(3).min(width - 1)]).sum();
            result.push(sum / whole);
        }
    }
    result
}

fn transposed(pixels: &[f64], width: usize) -> Vec<f64> {
    let height = pixels.len() / width;
    (0..width).flat_map(|x| (0..height).map(move |y| pixels[y * width + x])).collect()
}

fn dot(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn cross([a, b, c]: [f64; 3], [d, e, f]: [f64; 3]) -> [f64; 3] {
    [b * f - c * e, c * d - a * f, a * e - b * d]
}
