use tiny_skia::*;
use serde_json::Value;
fn main(){
 let dir="/tmp/samples"; 
 // contact sheet
 let mut names:Vec<_>=std::fs::read_dir(format!("{dir}/media/images")).unwrap().map(|e|e.unwrap().path()).collect(); names.sort();
 let mut sheet=image::RgbImage::new(12*100,13*60);
 for (i,n) in names.iter().filter_map(|n|image::open(n).ok()).enumerate().take(156){ let t=n.to_rgb8(); let t=image::imageops::thumbnail(&t,96,54); image::imageops::replace(&mut sheet,&t,((i%12)*100) as i64,((i/12)*60) as i64);}
 sheet.save("/tmp/look/sheet.png").unwrap();
 let text=std::fs::read_to_string(format!("{dir}/tasks.jsonl")).unwrap();
 let want:Vec<String>=std::env::args().skip(1).collect();
 let mut done=0;
 for l in text.lines(){ let t:Value=serde_json::from_str(l).unwrap(); if t["response"].is_null(){continue}
  if l.len()>400000 {continue}
  let ty=t["type"].as_str().unwrap(); let att=t["params"]["attachment"].as_str().unwrap_or("");
  if !want.iter().all(|w| ty==w || att.contains(w.as_str())) {continue}
  let Ok(im)=image::open(format!("{dir}/{att}")) else {continue}; let im=im.to_rgba8();
  let (w,h)=im.dimensions(); let mut p=Pixmap::new(w,h).unwrap(); p.data_mut().copy_from_slice(&im);
  for (i,a) in t["response"]["annotations"].as_array().unwrap().iter().enumerate(){
   let c=[[255,60,60],[60,255,60],[80,160,255],[255,220,0],[255,0,255],[0,255,255]][i%6];
   let mut b=PathBuilder::new(); let n=|v:&Value|v.as_f64().unwrap() as f32;
   if let Some(e)=a["edges"].as_array(){ for e in e{b.move_to(n(&e["x1"]),n(&e["y1"]));b.line_to(n(&e["x2"]),n(&e["y2"]));} }
   else if let Some(v)=a["vertices"].as_array(){ for (k,v) in v.iter().enumerate(){ let (x,y)=(n(&v["x"]),n(&v["y"])); if k==0 {b.move_to(x,y)} else {b.line_to(x,y)} } if a["type"]!="line" {b.close()} }
   else if a["type"]=="box" { b.push_rect(Rect::from_xywh(n(&a["left"]),n(&a["top"]),n(&a["width"]),n(&a["height"])).unwrap()); }
   else { b.push_circle(n(&a["x"]),n(&a["y"]),3.0); }
   let mut paint=Paint::default(); paint.set_color_rgba8(c[0],c[1],c[2],255);
   if let Some(path)=b.finish(){ p.stroke_path(&path,&paint,&Stroke{width:1.5,..Default::default()},Transform::identity(),None);} }
  p.save_png(format!("/tmp/look/over{done}.png")).unwrap(); println!("over{done} {ty} {att} {}",t["tasklens"]); done+=1; if done>=2 {break}
 }
}
