//! The calls into WebGL for which three-d has no safe ones: points, and columns read in strides.
#![allow(
    unsafe_code,
    reason = "glow marks every call into WebGL as unsafe; the browser checks their arguments, and an \
              invalid one draws nothing"
)]

use std::borrow::Cow;
use std::ops::Range;

use three_d::context::{self as glow, HasContext};
use three_d::core::{Context, Program, RenderStates, Viewport};
use web_sys::WebGl2RenderingContext;

use super::ViewerError;
use crate::strides::Run;

/// What `getError` says once the browser took the graphics card away.
/// <https://registry.khronos.org/webgl/specs/latest/1.0/#5.14>
const CONTEXT_LOST_WEBGL: u32 = 0x9242;

/// What a column holds for each point. All are whole words: Metal wants vertices aligned to 4 bytes,
/// and browsers on it convert columns that are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Three `f32`, a `vec3` in the shader.
    Position,
    /// A `u32`, a `uint` in the shader.
    Word,
    /// Four `u8`, a `vec4` from 0 to 1 in the shader.
    Color,
}

impl Format {
    const fn bytes(self) -> usize {
        match self {
            Self::Position => 12,
            Self::Word | Self::Color => 4,
        }
    }
}

/// A quantity of each point in the graphics card's memory.
pub struct Column {
    context: Context,
    buffer: glow::Buffer,
    format: Format,
    /// How many points it holds, and has room for.
    points: usize,
    room: usize,
}

impl Column {
    /// Holds the values of `points` points; `bytes` makes those of a range of them, one after another.
    pub fn new<'a>(
        context: &Context,
        format: Format,
        points: usize,
        bytes: impl Fn(Range<usize>) -> Cow<'a, [u8]>,
    ) -> Result<Self, ViewerError> {
        // SAFETY: as above.
        let buffer = unsafe { context.create_buffer() };
        let mut column = Self {
            context: context.clone(),
            buffer: buffer.map_err(|_| ViewerError::ContextLost)?,
            format,
            points: 0,
            room: 0,
        };
        column.fill(points, bytes)?;
        Ok(column)
    }

    /// Adds what it does not hold yet of the values of `points` points.
    pub fn fill<'a>(
        &mut self,
        points: usize,
        bytes: impl Fn(Range<usize>) -> Cow<'a, [u8]>,
    ) -> Result<(), ViewerError> {
        if points == self.points {
            return Ok(());
        }
        let size = self.format.bytes();
        if points < self.points || points > self.room {
            // What grows once grows again.
            self.room = if self.room == 0 {
                points
            } else {
                points.max(2 * self.room)
            };
            self.points = 0;
            self.reserve(self.room * size)?;
        }
        let added = bytes(self.points..points);
        let start = (self.points * size) as i32;
        let context = &self.context;
        // SAFETY: as above; `added` is read before the call returns.
        unsafe {
            context.bind_buffer(glow::ARRAY_BUFFER, Some(self.buffer));
            context.buffer_sub_data_u8_slice(glow::ARRAY_BUFFER, start, &added);
            context.bind_buffer(glow::ARRAY_BUFFER, None);
        }
        self.points = points;
        Ok(())
    }

    /// Takes memory of so many bytes; what was there is gone.
    fn reserve(&self, bytes: usize) -> Result<(), ViewerError> {
        let context = &self.context;
        let size = i32::try_from(bytes).map_err(|_| ViewerError::OutOfMemory { bytes })?;
        // SAFETY: as above.
        let error = unsafe {
            context.bind_buffer(glow::ARRAY_BUFFER, Some(self.buffer));
            context.buffer_data_size(glow::ARRAY_BUFFER, size, glow::STATIC_DRAW);
            let error = context.get_error();
            context.bind_buffer(glow::ARRAY_BUFFER, None);
            error
        };
        match error {
            glow::OUT_OF_MEMORY => Err(ViewerError::OutOfMemory { bytes }),
            CONTEXT_LOST_WEBGL => Err(ViewerError::ContextLost),
            _ => Ok(()),
        }
    }
}

impl Drop for Column {
    fn drop(&mut self) {
        // SAFETY: as above; the buffer is this column's alone.
        unsafe { self.context.delete_buffer(self.buffer) }
    }
}

/// Holds which columns the next draw reads.
pub struct Wiring {
    context: Context,
    array: glow::VertexArray,
}

impl Wiring {
    pub fn new(context: &Context) -> Result<Self, ViewerError> {
        // SAFETY: as above.
        let array = unsafe { context.create_vertex_array() };
        Ok(Self {
            context: context.clone(),
            array: array.map_err(|_| ViewerError::ContextLost)?,
        })
    }

    /// Draws the vertices of `runs` as points: vertex `v` is point `v * stride + offset` of the
    /// columns, each of which feeds the attribute at its location.
    pub fn draw_points(
        &self,
        (program, states, viewport): (&Program, RenderStates, Viewport),
        columns: &[(u32, &Column)],
        (stride, offset): (usize, usize),
        runs: &[Run],
    ) {
        let context = &self.context;
        program.draw_with(states, viewport, || {
            // SAFETY: as above; the browser refuses draws that would read past a column.
            unsafe {
                context.bind_vertex_array(Some(self.array));
                for (location, column) in columns {
                    context.bind_buffer(glow::ARRAY_BUFFER, Some(column.buffer));
                    context.enable_vertex_attrib_array(*location);
                    let bytes = column.format.bytes();
                    let (step, start) = ((stride * bytes) as i32, (offset * bytes) as i32);
                    match column.format {
                        Format::Position => context.vertex_attrib_pointer_f32(
                            *location,
                            3,
                            glow::FLOAT,
                            false,
                            step,
                            start,
                        ),
                        Format::Color => context.vertex_attrib_pointer_f32(
                            *location,
                            4,
                            glow::UNSIGNED_BYTE,
                            true,
                            step,
                            start,
                        ),
                        Format::Word => context.vertex_attrib_pointer_i32(
                            *location,
                            1,
                            glow::UNSIGNED_INT,
                            step,
                            start,
                        ),
                    }
                }
                context.bind_buffer(glow::ARRAY_BUFFER, None);
                for run in runs.iter().filter(|run| run.count > 0) {
                    context.draw_arrays(glow::POINTS, run.first, run.count);
                }
            }
        });
    }
}

impl Drop for Wiring {
    fn drop(&mut self) {
        // SAFETY: as above; the array is this wiring's alone.
        unsafe { self.context.delete_vertex_array(self.array) }
    }
}

/// Whether the browser draws without a graphics card.
pub fn is_software(gl: &WebGl2RenderingContext) -> bool {
    /// <https://registry.khronos.org/webgl/extensions/WEBGL_debug_renderer_info/>
    const UNMASKED_RENDERER: u32 = 0x9246;
    let is_told = gl
        .get_extension("WEBGL_debug_renderer_info")
        .is_ok_and(|extension| extension.is_some());
    let renderer = is_told
        .then(|| gl.get_parameter(UNMASKED_RENDERER).ok()?.as_string())
        .flatten()
        .unwrap_or_default()
        .to_ascii_lowercase();
    [
        "swiftshader",
        "llvmpipe",
        "softpipe",
        "software",
        "basic render",
    ]
    .iter()
    .any(|name| renderer.contains(name))
}

/// The bytes of numbers, as the graphics card reads them.
pub fn bytes_of<T: Number>(numbers: &[T]) -> &[u8] {
    // SAFETY: a number has no padding, and a byte needs no alignment.
    unsafe { std::slice::from_raw_parts(numbers.as_ptr().cast(), size_of_val(numbers)) }
}

/// A number, every byte of which is initialised.
///
/// # Safety
/// Only for types without padding.
pub unsafe trait Number: Copy {}
// SAFETY: primitive numbers have no padding.
unsafe impl Number for f32 {}
// SAFETY: as above.
unsafe impl Number for u32 {}
