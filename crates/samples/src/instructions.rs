//! What the projects tell their labelers, in Markdown.

/// Marks the project whose instruction embeds a document.
pub const URBAN: &str = r"# Urban day: boxes and shapes

**Goal.** Every road user that our cars must react to has one tight annotation. Read this page once a
week; changes are marked with 🆕.

## What to draw

| Label | Geometry | Smallest size | Notes |
|---|---|---|---|
| `car`, `truck`, `bus` | box | 9 px high | parked ones too |
| `pedestrian`, `cyclist` | polygon | 9 px high | rider and bicycle are **one** shape |
| `traffic_light` | box | 9 px | the housing, not the mast |
| `traffic_sign` | box | 9 px | only signs that face us |
| `wheel`, `signal_lamp` | ellipse | 3 px wide | only what is seen |
| lane paint | line | 25 px long | along the middle of the stripe |

## Rules

1. Boxes touch the outermost **visible** pixel on all four sides. One pixel of slack is fine, three are not.
2. Do not guess what is hidden. Say how much is hidden in *occlusion* instead.
3. Reflections in windows and on wet roads are not objects.
4. Seen from above, boxes turn with the vehicle (`rotation`, clockwise).
   - The front edge comes first.
   - Trailers are boxes of their own.
5. 🆕 Cargo bikes are `cyclist` since April.

## Attributes

- **occlusion**: share that something else hides.
- **state**: all that apply, for instance `parked` *and* `partly_outside`.
- **heading**: degrees, 0 is away from us, counter-clockwise.

> If you hesitate for more than ten seconds, write a *note* and go on. Reviewers read every note.

## Common mistakes

- Two boxes on one bus behind a pole. It is one bus.
- Box around the shadow.
- `truck` for a van under 3.5 t: that is a `car`.

More pictures in the [gallery](https://example.com/labeling/urban-day/gallery).
";

pub const NIGHT: &str = r#"# Night segmentation

Every pixel gets a class; the seam between two segments (one or two pixels) stays unlabeled.

<iframe src="https://docs.google.com/document/d/e/2PACX-1vTasklensNightGuide/pub?embedded=true" width="100%" height="480"></iframe>

## Order of work

1. `road`, `sidewalk`, `terrain`
2. `building`, `vegetation`, `sky`
3. `pole`, `traffic_light`, `traffic_sign`
4. vehicles and people last: they lie on top

### Light

- Glare belongs to the thing that shines **only** as far as its outline can be seen.
- Lit windows are `building`.
- A reflection on the wet road is `road`.

| Doubtful | Decide for |
|---|---|
| hedge or tree | `vegetation` |
| grass strip | `terrain` |
| mast of a lamp | `pole` |
| person on a bicycle | `cyclist` |
"#;

pub const HIGHWAY: &str = r"# Highway lanes

Draw each painted line **along its middle**, from the nearest visible point to where it vanishes.

- A dashed line is *one* line through its gaps.
- `double_line`: one line between the two stripes.
- `road_edge`: where the asphalt ends, painted or not.

## Vertices

Put a vertex wherever the line bends by more than **2°**; straight lines need two.

```text
near  o--------------o-----------o  far
```

Lines hidden by a vehicle go on behind it, unless more than half is hidden.
";

pub const CAMPUS: &str = r"# Campus lidar

Box every road user with **5 or more** points, up to 60 m, in all frames.

1. Start in the frame with the most points; size the cuboid there.
2. Keep the size through all frames. Only position and yaw change.
3. The bottom lies on the ground, not below.
4. `stationary` is true only if it moved less than 10 cm over the whole sequence.

Yaw is **0 along +y** and grows counter-clockwise. Check it in the camera image before you submit.
";

pub const VIDEO: &str = r"# Fleet video

Follow each object with **one** uuid from its first to its last frame.

- Hidden for up to three frames: keep the uuid.
- Hidden for longer: end the track, start a new one.
- Boxes are as tight as in *Urban day*.

For radio messages: write down every word, `[unclear]` where you cannot, no corrections.
";

pub const REPORTS: &str = r#"# Incident reports

Drivers write reports on the road, in a hurry and in several languages. Mark what the safety team
searches for.

| Label | Mark | Leave out |
|---|---|---|
| `person` | full names | titles, "the driver" |
| `vehicle` | name and number | "a second car" |
| `location` | street, junction, gate | directions |
| `time` | hour and minute | "later" |
| `event` | what happened, as written | what was planned |

1. Spans hold no spaces at their ends and no full stop.
2. The same name twice is marked twice.
3. Emoji are never part of a span.

Receipts and forms: type **exactly** what is printed, also mistakes.
"#;
