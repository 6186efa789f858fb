/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "analysis-rule.h"
#include "form-support.h"
#include "json/figment-json.h"

static const AnalysisRule rules[] = {
  { "seed/global",
    "{" BASE ", " LATENT ", " POSITIVE ", 'g': {'class_type': 'GlobalSeed //Inspire', 'inputs': {'value': 5,"
    " 'mode': true}}}",
    "seed: g.value k.seed" },
  { "seed/loader",
    "{'k': {'class_type': 'Pipe KSampler', 'inputs': {'pipe': ['e', 0], 'seed': 1, 'steps': 20}},"
    " 'e': {'class_type': 'pipeLoader', 'inputs': {'ckpt_name': 'a.ckpt', 'positive': 'cat', 'seed': 7}}, " END "}",
    "seed: k.seed; positive: e.positive" },
  { "settings/elsewhere",
    "{" BASE ", " LATENT ", " POSITIVE ", 'h': {'class_type': 'Iterate', 'inputs': {'steps': 3, 'images': ['d', 0]}},"
    " 'o2': {'class_type': 'SaveImage', 'inputs': {'images': ['h', 0]}}}",
    "steps: k.steps" },
  { "settings/guider",
    "{'k': {'class_type': 'SamplerCustomAdvanced', 'inputs': {'noise': ['r', 0], 'guider': ['g', 0],"
    " 'sampler': ['s', 0], 'sigmas': ['x', 0], 'latent_image': ['l', 0]}},"
    " 'r': {'class_type': 'RandomNoise', 'inputs': {'noise_seed': 1}},"
    " 's': {'class_type': 'KSamplerSelect', 'inputs': {'sampler_name': 'euler'}},"
    " 'x': {'class_type': 'SplitSigmas', 'inputs': {'sigmas': ['y', 0], 'step': 3}},"
    " 'y': {'class_type': 'BasicScheduler', 'inputs': {'scheduler': 'simple', 'steps': 20, 'denoise': 0.5}},"
    " 'g': {'class_type': 'CFGGuider', 'inputs': {'cfg': 4, 'positive': ['q', 0], 'negative': ['n', 0]}},"
    " 'q': {'class_type': 'FluxGuidance', 'inputs': {'guidance': 3.5, 'conditioning': ['p', 0]}}, "
    MODEL ", " POSITIVE ", " NEGATIVE ", " LATENT ", " END "}",
    "steps: y.steps; cfg: g.cfg; guidance: q.guidance; denoise: y.denoise; negative: n.text; seed: r.noise_seed" },
  { "settings/named",
    "{'k': {'class_type': 'KSampler', 'inputs': {'seed': 1, 'steps': ['a', 0], 'sampler_name': ['c', 1],"
    " 'positive': ['p', 0], 'negative': ['n', 0], 'latent_image': ['l', 0], 'model': ['m', 0]}}, " MODEL ", "
    NEGATIVE ", " POSITIVE ", " LATENT ", " END ","
    " 'a': {'class_type': 'Add', 'inputs': {'a': ['s', 0], 'b': ['c', 0]}},"
    " 's': {'class_type': 'INTConstant', 'inputs': {'value': 6}, '_meta': {'title': 'refiner steps'}},"
    " 'c': {'class_type': 'Parameters', 'inputs': {'steps': 30, 'sampler': 'euler', 'seed': ['s', 0]}}}",
    "steps: c.steps; sampler: c.sampler" },
  { "settings/other-output",
    "{'k': {'class_type': 'KSampler', 'inputs': {'seed': ['s', 3], 'steps': ['c', 0], 'cfg': 1,"
    " 'positive': ['p', 0], 'negative': ['n', 0], 'latent_image': ['l', 0], 'model': ['m', 0]}}, " MODEL ", "
    NEGATIVE ", " POSITIVE ", " LATENT ", " END ", 's': {'class_type': 'ScreenShare', 'inputs': {'rate': 500}},"
    " 'c': {'class_type': 'Constant', 'inputs': {'amount': 8}}}",
    "seed: ; steps: c.amount" },
  { "settings/two-types",
    "{'k': {'class_type': 'KSampler', 'inputs': {'seed': 1, 'steps': ['c', 0], 'cfg': ['c', 1],"
    " 'positive': ['p', 0], 'negative': ['n', 0], 'latent_image': ['l', 0], 'model': ['m', 0]}}, " MODEL ", "
    NEGATIVE ", " POSITIVE ", " LATENT ", " END ", 'c': {'class_type': 'IntAndFloat', 'inputs': {'amount': 8}}}",
    "steps: c.amount; cfg: c.amount" },
  { "settings/steps-of-packs",
    "{'s': {'class_type': 'Talker', 'inputs': {'prompt': 'cat', 'seed': 1, 'inference_steps': 25,"
    " 'image': ['i', 0]}}, 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['s', 0]}}}",
    "steps: s.inference_steps; seed: s.seed" },
  { "settings/schedule",
    "{'k': {'class_type': 'KSampler', 'inputs': {'seed': 1, 'steps': ['s', 0], 'cfg': ['c', 0],"
    " 'positive': ['p', 0], 'negative': ['n', 0], 'latent_image': ['l', 0], 'model': ['m', 0]}}, " MODEL ", "
    NEGATIVE ", " POSITIVE ", " LATENT ", " END ", 's': {'class_type': 'INTConstant', 'inputs': {'value': 6}},"
    " 'c': {'class_type': 'CFGSchedule', 'inputs': {'steps': ['s', 0], 'cfg_scale_start': 2, 'cfg_scale_end': 1}}}",
    "steps: s.value; cfg: c.cfg_scale_start" },
  { "settings/choice",
    "{'k': {'class_type': 'KSampler', 'inputs': {'seed': 1, 'steps': ['j', 0], 'cfg': 1,"
    " 'positive': ['p', 0], 'negative': ['n', 0], 'latent_image': ['l', 0], 'model': ['m', 0]}}, " MODEL ", "
    NEGATIVE ", " POSITIVE ", " LATENT ", " END ", 'j': {'class_type': 'FromJson', 'inputs': {'key': ['c', 0]}},"
    " 'c': {'class_type': 'CustomCombo', 'inputs': {'choice': 'slow', 'index': 0, 'option1': 'slow',"
    " 'option2': 'fast'}}}",
    "steps: ; cfg: k.cfg" },
  { "size/calculated",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['a', 0]", "['b', 0]")
    ", 'a': {'class_type': 'ComfyMathExpression', 'inputs': {'expression': 'a/2', 'values.a': ['w', 0]}},"
    " 'b': {'class_type': 'SimpleMath+', 'inputs': {'value': 'a*8', 'a': ['h', 0]}},"
    " 'w': {'class_type': 'PrimitiveInt', 'inputs': {'value': 1280}},"
    " 'h': {'class_type': 'easy int', 'inputs': {'value': 90}}}",
    "width: w.value; height: h.value" },
  { "size/square",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['s', 0]", "['s', 0]")
    ", 's': {'class_type': 'PrimitiveInt', 'inputs': {'value': 1024}}}",
    "width: ; height: ; resolution: s.value" },
  { "size/of-resized",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['z', 0]", "['z', 1]")
    ", 'z': {'class_type': 'GetImageSize', 'inputs': {'image': ['y', 0]}},"
    " 'y': {'class_type': 'ImageScaleBy', 'inputs': {'scale_by': 0.5, 'image': ['x', 0]}},"
    " 'x': {'class_type': 'ImageScale', 'inputs': {'width': 640, 'height': 480, 'image': ['i', 0]}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "width: x.width; height: x.height" },
  { "size/of-choice",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['g', 0]", "['g', 1]") ","
    " 'g': {'class_type': 'GetImageSize', 'inputs': {'image': ['r', 0]}},"
    " 'r': {'class_type': 'Resize', 'inputs': {'resize_type': 'scale', 'resize_type.width': ['w', 0],"
    " 'resize_type.height': 480, 'input': ['i', 0]}},"
    " 'w': {'class_type': 'PrimitiveInt', 'inputs': {'value': 640}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "width: w.value; height: r.resize_type.height" },
  { "size/of-input",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['g', 0]", "['g', 1]") ","
    " 'g': {'class_type': 'GetImageSize', 'inputs': {'image': ['r', 0]}},"
    " 'r': {'class_type': 'Resize', 'inputs': {'resize_type.multiple': ['w', 0], 'input': ['x', 0]}},"
    " 'w': {'class_type': 'PrimitiveInt', 'inputs': {'value': 32}},"
    " 'x': {'class_type': 'ImageScale', 'inputs': {'width': 640, 'height': 480, 'image': ['i', 0]}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "width: x.width; height: x.height" },
  { "size/of-file",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['z', 0]", "['z', 1]")
    ", 'z': {'class_type': 'GetImageSize', 'inputs': {'image': ['i', 0]}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "width: ; height: ; image_input: i.image" },
  { "size/encoded",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['x', 0], 'vae': ['m', 2]}},"
    " 'x': {'class_type': 'ImageScale', 'inputs': {'width': 640, 'height': 480, 'image': ['i', 0]}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "width: ; height: " },
  { "size/preset",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'Loader', 'inputs': {'resolution': '512 x 768',"
    " 'width': 1, 'height': 1, 'batch_size': 3}}}",
    "width: ; height: ; resolution: l.resolution; batch: l.batch_size" },
  { "size/preset-elsewhere",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['w', 0]", "['r', 1]")
    ", 'w': {'class_type': 'PrimitiveInt', 'inputs': {'value': ['r', 0]}},"
    " 'r': {'class_type': 'ResolutionSelector', 'inputs': {'aspect_ratio': '1:1 (Square)', 'megapixels': 1.5,"
    " 'multiple': 8}}}",
    "width: ; height: ; resolution: r.aspect_ratio r.megapixels" },
  { "size/preset-odd",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['r', 0]", "['r', 1]")
    ", 'r': {'class_type': 'Selector', 'inputs': {'aR': '3:2 XL 1216x832', 'rotation': 'landscape', 'batch': 1}}}",
    "width: ; height: ; resolution: r.aR" },
  { "size/odd-names",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'Start', 'inputs': {'Latent_Width': 512, 'Latent_Height': 768,"
    " 'Batch_Size': 3, 'Words': 'a 16:9 picture of many words, which is much longer than the name of a choice would"
    " ever be in a list'}}}",
    "width: l.Latent_Width; height: l.Latent_Height; batch: l.Batch_Size; resolution: " },
  { "size/odd-choice",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'Start', 'inputs': {'Latent_Width': 512, 'Latent_Height': 768,"
    " 'Latent_Ratio': '1:1 [1024x1024]', 'prompt': 'at 16:9'}}}",
    "width: ; height: ; resolution: l.Latent_Ratio" },
  { "size/one-of-a-batch",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'LatentFromBatch', 'inputs': {'samples': ['e', 0],"
    " 'batch_index': 1, 'length': 1}}, 'l2': {'class_type': 'LatentFromBatch', 'inputs': {'samples': ['e', 0],"
    " 'batch_index': 2, 'length': 1}}, 'e': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512,"
    " 'height': 768, 'batch_size': 4}}, 'k2': {'class_type': 'KSampler', 'inputs': {'seed': 1, 'steps': 20,"
    " 'positive': ['p', 0], 'latent_image': ['l2', 0]}}, 'o2': {'class_type': 'SaveImage',"
    " 'inputs': {'images': ['k2', 0]}}}",
    "batch: e.batch_size; width: e.width" },
  { "size/shared",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'Odd', 'inputs': {'samples': ['e', 0], 'width_factor': 2}},"
    " 'l2': {'class_type': 'Odd', 'inputs': {'samples': ['e', 0], 'width_factor': 2, 'size_note': '1:2'}},"
    " 'e': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 768, 'batch_size': 4}},"
    " 'k2': {'class_type': 'KSampler', 'inputs': {'seed': 1, 'steps': 20, 'positive': ['p', 0],"
    " 'latent_image': ['l2', 0]}}, 'o2': {'class_type': 'SaveImage', 'inputs': {'images': ['k2', 0]}}}",
    "width: e.width; resolution: " },
  { "size/index",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'Stored', 'inputs': {'batch_index': 3, 'latent_batch': 2}}}",
    "batch: l.latent_batch" },
  { "size/stored",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'LoadLatent', 'inputs': {"
    " 'latent': 'ComfyUI_1024x1024_00001_.latent', 'other': '1024x1024.latent'}}}",
    "resolution: " },
  { "size/clock",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['r', 0]", "['r', 1]")
    ", 'r': {'class_type': 'Clock', 'inputs': {'time': '12:30', 'grid': '2x2'}}}",
    "width: ; resolution: " },
  { "size/said",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'Start', 'inputs': {'Latent_Width': 512, 'Latent_Height': 768,"
    " 'Words': 'a 16:9 picture', 'More': '16:9 picture of a grey cat'}}}",
    "width: l.Latent_Width; height: l.Latent_Height; resolution: " },
  { "size/bracketed",
    "{" BASE ", " POSITIVE ", " LATENT_OF ("['r', 0]", "['r', 1]")
    ", 'r': {'class_type': 'Pick', 'inputs': {'which': 'wide (for the screen of a film) [1216 x 832]'}}}",
    "width: ; resolution: r.which" },
  { "size/upscaler",
    "{'k': {'class_type': 'VideoUpscaler', 'inputs': {'seed': 1, 'resolution': 2048, 'image': ['i', 0]}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['k', 0]}}}",
    "resolution: k.resolution; image_input: i.image" },
  { "frames/seconds",
    "{" SAMPLER ", " MODEL ", " POSITIVE ", " NEGATIVE ", " FILM
    ", 'l': {'class_type': 'EmptyLTXVLatentVideo', 'inputs': {'width': 512, 'height': 512, 'length': ['e', 0]}},"
    " 'e': {'class_type': 'ComfyMathExpression', 'inputs': {'expression': 'a * b + 1', 'values.a': ['t', 0],"
    " 'values.b': ['f', 0]}}, 't': {'class_type': 'PrimitiveFloat', 'inputs': {'value': 5}}}",
    "frames: ; duration: t.value; fps: f.value" },
  { "frames/plus-one",
    "{" SAMPLER ", " MODEL ", " POSITIVE ", " NEGATIVE ", " FILM
    ", 'l': {'class_type': 'EmptyLTXVLatentVideo', 'inputs': {'width': 512, 'height': 512, 'length': ['e', 0]}},"
    " 'e': {'class_type': 'Add', 'inputs': {'a': ['t', 0], 'b': 1}},"
    " 't': {'class_type': 'PrimitiveInt', 'inputs': {'value': 80}}}",
    "frames: t.value; duration: " },
  { "frames/animatediff",
    "{" SAMPLER ", " POSITIVE ", " NEGATIVE ", " LATENT ", 'm': {'class_type': 'ADE_UseEvolvedSampling', 'inputs': {}},"
    " 'd': {'class_type': 'VAEDecode', 'inputs': {'samples': ['k', 0]}},"
    " 'o': {'class_type': 'VHS_VideoCombine', 'inputs': {'images': ['d', 0], 'frame_rate': 8}}}",
    "frames: l.batch_size; batch: ; fps: o.frame_rate" },
  { "frames/elsewhere",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " FILM ", " POSITIVE
    ", 'l': {'class_type': 'Director', 'inputs': {'duration_frames': 120, 'clip': ['m', 1]}}}",
    "frames: l.duration_frames" },
  { "frames/number",
    "{'k': {'class_type': 'Interpolate', 'inputs': {'seed': 1, 'steps': 9, 'frames': 16, 'image': ['i', 0],"
    " 'positive': ['p', 0]}}, " MODEL ", " POSITIVE ", " FILM
    ", 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "frames: k.frames; image_input: i.image" },
  { "batch/short",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'Configure', 'inputs': {'width': 512, 'height': 768, 'batch': 2}}}",
    "batch: l.batch; width: l.width" },
  { "frames/not-twice",
    "{" SAMPLER ", " MODEL ", " POSITIVE ", " NEGATIVE ", " FILM ","
    " 'l': {'class_type': 'EmptyLTXVLatentVideo', 'inputs': {'width': 512, 'height': 512, 'length': ['t', 0]}},"
    " 't': {'class_type': 'PrimitiveInt', 'inputs': {'value': 81}},"
    " 's': {'class_type': 'Sound', 'inputs': {'prompt': 'wind', 'duration': ['c', 0], 'seed': 1, 'steps': 9,"
    " 'images': ['d', 0]}},"
    " 'c': {'class_type': 'Divide', 'inputs': {'a': ['t', 0], 'b': 16}},"
    " 'o2': {'class_type': 'SaveAudio', 'inputs': {'audio': ['s', 0]}}}",
    "frames: t.value; duration: " },
  { "frames/one-picture",
    "{" SAMPLER ", " MODEL ", " POSITIVE ", " NEGATIVE ", " LATENT ", " FILM "}",
    "frames: ; batch: l.batch_size" },
  { "frames/picked",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " FILM ", " POSITIVE ","
    " 'l': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['r', 0], 'vae': ['m', 2]}},"
    " 'r': {'class_type': 'GetRange', 'inputs': {'images': ['i', 0], 'num_frames': 1}},"
    " 'i': {'class_type': 'LoadVideo', 'inputs': {'video': 'a.mp4'}}}",
    "frames: ; video_input: i.video" },
  { "frames/picked-from",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " FILM ", " POSITIVE ","
    " 'l': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['r', 0], 'vae': ['m', 2]}},"
    " 'r': {'class_type': 'GetRange', 'inputs': {'images': ['i', 0], 'start_index': ['i', 1], 'num_frames': 1}},"
    " 'i': {'class_type': 'LoadVideo', 'inputs': {'video': 'a.mp4'}}}",
    "frames: ; video_input: i.video" },
  { "frames/one-of-many",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " FILM ", " POSITIVE ","
    " 'l': {'class_type': 'LatentFromBatch', 'inputs': {'samples': ['e', 0], 'batch_index': 0, 'length': 1}},"
    " 'e': {'class_type': 'MakeLatent', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}}}",
    "frames: ; batch: e.batch_size" },
  { "frames/slice",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " FILM ", " POSITIVE ","
    " 'l': {'class_type': 'SliceLatents', 'inputs': {'samples': ['e', 0], 'length': 1}},"
    " 'e': {'class_type': 'MakeLatent', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}}}",
    "frames: ; batch: e.batch_size" },
  { "frames/service",
    "{'s': {'class_type': 'ImageToVideoService', 'inputs': {'prompt': 'it runs', 'images': ['i', 0],"
    " 'num_frames': 81}}, 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}},"
    " 'o': {'class_type': 'SaveVideo', 'inputs': {'video': ['s', 0]}}}",
    "frames: s.num_frames; image_input: i.image" },
  { "frames/names",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " POSITIVE ", " FILM ", 'l': {'class_type': 'MakeFilm', 'inputs': {"
    " 'width': 512, 'height': 768, 'total_frames': ['c', 0], 'batch_size': 2}}, 'c': {'class_type': 'Settings',"
    " 'inputs': {'frame_count': 81, 'overlap': 8}}, 'l2': {'class_type': 'MakeFilm', 'inputs': {"
    " 'width': 512, 'height': 768, 'length': 49}}, 'k2': {'class_type': 'KSampler', 'inputs': {'seed': 1, 'steps': 9,"
    " 'positive': ['p', 0], 'latent_image': ['l2', 0]}}, 'o2': {'class_type': 'SaveVideo', 'inputs': {"
    " 'video': ['k2', 0]}}}",
    "frames: c.frame_count l2.length; batch: l.batch_size" },
  { "frames/batch-short",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " POSITIVE ", " FILM ","
    " 'l': {'class_type': 'MakeFilm', 'inputs': {'width': 512, 'height': 768, 'batch': 16}}}",
    "frames: l.batch; batch: " },
  { "frames/batch-sliced",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " POSITIVE ", " FILM ","
    " 'l': {'class_type': 'LatentFromBatch', 'inputs': {'samples': ['e', 0], 'batch_index': 0, 'length': 8}},"
    " 'e': {'class_type': 'MakeFilm', 'inputs': {'width': 512, 'height': 768, 'batch_size': 16}}}",
    "frames: e.batch_size; batch: " },
  { "duration/names",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " POSITIVE ", 'l': {'class_type': 'MakeSound', 'inputs': {"
    " 'seconds_total': ['c', 0]}}, 'c': {'class_type': 'Settings', 'inputs': {'duration': 30, 'fade': 2}},"
    " 'o': {'class_type': 'SaveAudio', 'inputs': {'audio': ['k', 0]}}}",
    "duration: c.duration" },
  { "duration/service",
    "{'s': {'class_type': 'FilmService', 'inputs': {'prompt': 'it runs', 'model.seconds': 5}},"
    " 'o': {'class_type': 'SaveVideo', 'inputs': {'video': ['s', 0]}}}",
    "duration: s.model.seconds" },
  { "fps/told",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " LATENT ", " FILM
    ", 'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat', 'clip': ['m', 1]}},"
    " 'w': {'class_type': 'Wav2Vec', 'inputs': {'fps': 25, 'audio': ['u', 0]}},"
    " 'u': {'class_type': 'LoadAudio', 'inputs': {'audio': 'a.mp3'}},"
    " 'o2': {'class_type': 'SaveAudio', 'inputs': {'audio': ['w', 0]}}}",
    "fps: f.value; audio_input: u.audio" },
  { "media/mask",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'SetLatentNoiseMask',"
    " 'inputs': {'samples': ['e', 0], 'mask': ['t', 0]}},"
    " 'e': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['i', 0]}},"
    " 't': {'class_type': 'ImageToMask', 'inputs': {'image': ['j', 0], 'channel': 'red'}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}},"
    " 'j': {'class_type': 'LoadImage', 'inputs': {'image': 'b.png'}}}",
    "image_input: i.image; mask_input: j.image" },
  { "media/odd-address",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['i', 0], 'vae': ['m', 2]}},"
    " 'i': {'class_type': 'LoadImageFromUrlOrPath', 'inputs': {'model_path': 'a', 'url_or_path': ''}}}",
    "image_input: i.url_or_path" },
  { "media/font",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['i', 0], 'vae': ['m', 2]}},"
    " 'i': {'class_type': 'ImageFontOverlayLoad', 'inputs': {'font_file': 'arial.ttf', 'size': 3}}}",
    "image_input: " },
  { "media/odd-path",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['i', 0], 'vae': ['m', 2]}},"
    " 'i': {'class_type': 'ImageLoadPlus', 'inputs': {'font_file': 'arial.ttf', 'file_path': '/a/b.PNG'}}}",
    "image_input: i.file_path" },
  { "media/mask-of-colours",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'SetLatentNoiseMask',"
    " 'inputs': {'samples': ['e', 0], 'mask': ['t', 0]}},"
    " 'e': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 512, 'batch_size': 1}},"
    " 't': {'class_type': 'MaskFromRGB+', 'inputs': {'image': ['j', 0]}},"
    " 'j': {'class_type': 'LoadImage', 'inputs': {'image': 'b.png'}}}",
    "image_input: ; mask_input: j.image" },
  { "media/linked-path",
    "{'l': {'class_type': 'VHS_LoadVideoPath', 'inputs': {'video': ['s', 0], 'force_rate': 0}},"
    " 's': {'class_type': 'Primitive string', 'inputs': {'string': '/a/b.mp4'}},"
    " 'o': {'class_type': 'VHS_VideoCombine', 'inputs': {'images': ['l', 0], 'frame_rate': 8}}}",
    "video_input: s.string" },
  { "media/address",
    "{" BASE ", " POSITIVE ", 'l': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['i', 0], 'vae': ['m', 2]}},"
    " 'i': {'class_type': 'LoadImageFromUrl', 'inputs': {'url': 'https://example.org/a'}}}",
    "image_input: i.url" },
  { "media/unknown-class",
    "{'l': {'class_type': 'Picture Picker', 'inputs': {'which': 'cat.jpg'}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['l', 0]}}}",
    "image_input: l.which" },
  { "model/others",
    "{" BASE ", " LATENT ", " POSITIVE ", 'r': {'class_type': 'RIFE VFI', 'inputs': {'ckpt_name': 'rife.pth',"
    " 'frames': ['d', 0]}}, 'o2': {'class_type': 'SaveImage', 'inputs': {'images': ['r', 0]}}}",
    "model: m.ckpt_name" },
  { "sampler/settings-come-in",
    "{'k': {'class_type': 'Sample', 'inputs': {'sampler_info': ['i', 0], 'denoise': 0.5, 'positive': ['p', 0],"
    " 'negative': ['n', 0], 'latent_image': ['l', 0], 'model': ['m', 0]}}, 'i': {'class_type': 'SamplerInfo',"
    " 'inputs': {'seed': 1, 'steps': 9, 'cfg': 2}}, " MODEL ", " POSITIVE ", " NEGATIVE ", " LATENT ", " END "}",
    "positive: p.text; negative: n.text; steps: i.steps; width: l.width; denoise: k.denoise" },
  { "sampler/goes-on",
    "{" MODEL ", " POSITIVE ", " NEGATIVE ", " LATENT ", 'd': {'class_type': 'VAEDecode', 'inputs': {"
    " 'samples': ['g', 0]}}, 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['d', 0]}}, " SAMPLER
    ", 'g': {'class_type': 'Chain', 'inputs': {'latent_image': ['k', 0], 'sampler_name': 'euler', 'cfg': 2}}}",
    "cfg: g.cfg k.cfg; sampler: g.sampler_name; positive: p.text" },
  { "sampler/lends-settings",
    "{" BASE ", " POSITIVE ", " LATENT ", 'v': {'class_type': 'SamplerProvider', 'inputs': {'cfg': 3,"
    " 'sampler_name': 'euler', 'basic_pipe': ['b', 0]}}, 'b': {'class_type': 'ToPipe', 'inputs': {'model': ['m', 0]}},"
    " 'o2': {'class_type': 'SaveImage', 'inputs': {'images': ['t', 0]}},"
    " 't': {'class_type': 'Two', 'inputs': {'base_sampler': ['v', 0], 'image': ['d', 0]}}}",
    "cfg: k.cfg" },
  { "batch/beside-length",
    "{" SAMPLER ", " MODEL ", " NEGATIVE ", " FILM ", 'l': {'class_type': 'ToVideo', 'inputs': {'width': 512,"
    " 'height': 512, 'length': 81, 'batch_size': 2}}, 'p': {'class_type': 'ADE_PromptScheduling', 'inputs': {"
    " 'prompts': 'cat', 'clip': ['m', 1]}}}",
    "batch: l.batch_size; frames: l.length" },
  { "frames/after-others",
    "{" SAMPLER ", " MODEL ", " POSITIVE ", " NEGATIVE ", " FILM ", 'l': {'class_type': 'GoOn', 'inputs': {"
    " 'length': ['c', 0], 'anchor_samples': ['e', 0]}}, 'c': {'class_type': 'INTConstant', 'inputs': {'value': 81}},"
    " 'e': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['i', 0]}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "frames: c.value" },
  { "settings/parameters",
    "{'k': {'class_type': 'SamplerCustomAdvanced', 'inputs': {'noise': ['r', 0], 'guider': ['g', 0],"
    " 'latent_image': ['l', 0]}}, 'r': {'class_type': 'RandomNoise', 'inputs': {'noise_seed': 1}}, 'g': {'class_type':"
    " 'ManyGuider', 'inputs': {'positive': ['p', 0], 'negative': ['n', 0], 'parameters': ['a', 0]}},"
    " 'a': {'class_type': 'GuiderParameters', 'inputs': {'cfg': 3, 'parameters': ['b', 0]}}, 'b': {'class_type':"
    " 'GuiderParameters', 'inputs': {'cfg': 7}}, 'x': {'class_type': 'CFGGuider', 'inputs': {'cfg': 1,"
    " 'positive': ['p', 0]}}, 'k2': {'class_type': 'SamplerCustomAdvanced', 'inputs': {'noise': ['r', 0],"
    " 'guider': ['x', 0], 'latent_image': ['k', 0]}}, 'd': {'class_type': 'VAEDecode', 'inputs': {"
    " 'samples': ['k2', 0]}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['d', 0]}}, " MODEL ", " POSITIVE ", " NEGATIVE ", " LATENT
    "}",
    "cfg: a.cfg b.cfg x.cfg" },
  { "lora/button",
    "{" SAMPLER ", 'm': {'class_type': 'Power Lora Loader (rgthree)', 'inputs': {'model': ['u', 0],"
    " 'lora_1': {'on': true, 'lora': 'b.safetensors', 'strength': 1}, '+ Add Lora': ''}},"
    " 'u': {'class_type': 'UNETLoader', 'inputs': {'unet_name': 'a.safetensors'}},"
    " " POSITIVE ", " NEGATIVE ", " LATENT ", " END "}",
    "lora: m.lora_1; model: u.unet_name" },
};

/* What the server says of a node goes before what its names and values look like. */
static void
test_catalog (void)
{
  g_autofree char *info = g_strdelimit (g_strdup (
    "{'Both': {'input': {}, 'output': ['INT', 'FLOAT']}, 'Shared': {'input': {}, 'output': ['STRING', 'INT']},"
    " 'Note': {'input': {'required': {'which': ['STRING', {}]}}, 'output': ['INT', 'INT']},"
    " 'Pick': {'input': {'required': {'which': [['a', 'b']]}}, 'output': ['INT', 'INT']}}"), "'", '"');
  g_autoptr(JsonNode) root = figment_json_parse (info, strlen (info), NULL);
  g_autoptr(FigmentCatalog) catalog = figment_catalog_new (root, NULL);
  g_autoptr(FigmentGraph) graph = form_support_graph (
    "{'k': {'class_type': 'KSampler', 'inputs': {'cfg': ['b', 1], 'steps': ['s', 0], 'seed': ['s', 1],"
    " 'positive': ['p', 0], 'negative': ['n', 0], 'latent_image': ['l', 0], 'model': ['m', 0]}}, " MODEL ", "
    NEGATIVE ", " POSITIVE ", " END ", " LATENT_OF ("['w', 0]", "['w', 1]") ","
    " 'b': {'class_type': 'Both', 'inputs': {'amount': 8}}, 's': {'class_type': 'Shared', 'inputs': {'rate': 500}},"
    " 'w': {'class_type': 'Note', 'inputs': {'which': '16:9'}},"
    " 'k2': {'class_type': 'KSampler', 'inputs': {'steps': 1, 'positive': ['p', 0], 'latent_image': ['l2', 0]}},"
    " 'l2': {'class_type': 'EmptyLatentImage', 'inputs': {'width': ['v', 0], 'height': ['v', 1], 'batch_size': 1}},"
    " 'v': {'class_type': 'Pick', 'inputs': {'which': 'XL: 832x1216'}},"
    " 'o2': {'class_type': 'SaveImage', 'inputs': {'images': ['k2', 0]}}}");
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, catalog);

  analysis_assert_roles (analysis, "cfg: b.amount; seed: ; resolution: v.which");
}

static const char pair_graph[] =
  "{'h': {'class_type': 'KSamplerAdvanced', 'inputs': {'add_noise': 'enable', 'noise_seed': 1, 'steps': 20, 'cfg': 1,"
  " 'start_at_step': 0, 'end_at_step': 10, 'positive': ['p', 0], 'latent_image': ['l', 0], 'model': ['mh', 0]}},"
  " 'k': {'class_type': 'KSamplerAdvanced', 'inputs': {'add_noise': 'disable', 'noise_seed': 0, 'steps': 20, 'cfg': 1,"
  " 'start_at_step': 10, 'end_at_step': 10000, 'positive': ['p', 0], 'latent_image': ['h', 0], 'model': ['ll', 0]}},"
  " 'mh': {'class_type': 'UNETLoader', 'inputs': {'unet_name': 'high.safetensors'}},"
  " 'ml': {'class_type': 'UNETLoader', 'inputs': {'unet_name': 'low.safetensors'}},"
  " 'll': {'class_type': 'LoraLoaderModelOnly', 'inputs': {'lora_name': 'x', 'model': ['ml', 0]}},"
  " 'l': {'class_type': 'EmptyHunyuanLatentVideo', 'inputs': {'width': 832, 'height': 480, 'length': 81}},"
  " 'q': {'class_type': 'Flux2Scheduler', 'inputs': {'width': 832, 'height': 480, 'images': ['d', 0]}},"
  " 'r': {'class_type': 'Blend', 'inputs': {'width': 832, 'height': 1, 'frame_count': 81, 'images': ['q', 0]}},"
  " 'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat', 'clip': ['c', 0]}},"
  " 'c': {'class_type': 'CLIPLoader', 'inputs': {'clip_name': 'c'}},"
  " 'd': {'class_type': 'VAEDecode', 'inputs': {'samples': ['k', 0]}},"
  " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['r', 0]}}}";

/* Which stage the place is of, by the node that it stands on. */
static guint
get_stage (FigmentAnalysis *analysis,
           FigmentRole      role,
           const char      *node_id)
{
  GPtrArray *places = figment_analysis_get_places (analysis, role);

  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);

      if (g_str_equal (place->node_id, node_id))
        return place->stage;
    }
  g_assert_not_reached ();
}

static void
test_pair (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (pair_graph);
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);

  g_assert_cmpuint (figment_analysis_get_places (analysis, FIGMENT_ROLE_SEED)->len, ==, 1);
  g_assert_cmpuint (get_stage (analysis, FIGMENT_ROLE_MODEL, "mh"), ==, 1);
  g_assert_cmpuint (get_stage (analysis, FIGMENT_ROLE_MODEL, "ml"), ==, 2);
  g_assert_cmpuint (get_stage (analysis, FIGMENT_ROLE_LORA, "ll"), ==, 2);
  g_assert_cmpuint (get_stage (analysis, FIGMENT_ROLE_POSITIVE, "p"), ==, 0);
  g_assert_cmpuint (get_stage (analysis, FIGMENT_ROLE_WIDTH, "l"), ==, 0);
}

static void
test_followers (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (pair_graph);
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);
  GPtrArray *followers = figment_analysis_get_followers (analysis);
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < followers->len; i++)
    {
      const FigmentFollower *follower = g_ptr_array_index (followers, i);

      g_string_append_printf (list, "%s.%s %s %g\n", follower->node_id, follower->input,
                              figment_role_to_nick (follower->role), follower->ratio);
    }
  g_assert_cmpstr (list->str, ==,
                   "h.end_at_step steps 0.5\n"
                   "k.start_at_step steps 0.5\n"
                   "q.width width 1\n"
                   "q.height height 1\n"
                   "r.frame_count frames 1\n");
}

/* What only says something makes no picture. */
static void
test_answers (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (
    "{'1': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}},"
    " '2': {'class_type': 'Captioner', 'inputs': {'image': ['1', 0], 'prompt': 'What is it?', 'seed': 1}},"
    " '3': {'class_type': 'ShowText', 'inputs': {'text': ['2', 0]}}}");
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);

  g_assert_cmpint ((int) figment_analysis_get_mode (analysis), ==, (int) FIGMENT_MODE_OTHER);
}

static void
test_outputs (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (
    "{'1': {'class_type': 'easy kSampler', 'inputs': {'image_output': 'Hide/Save'}},"
    " '2': {'class_type': 'easy kSampler', 'inputs': {'image_output': 'Preview'}},"
    " '3': {'class_type': 'easy kSampler', 'inputs': {'image_output': 'Hide'}},"
    " '4': {'class_type': 'Archive', 'inputs': {'video': ['1', 0], 'filename_prefix': 'x'}},"
    " '5': {'class_type': 'SamplingPreviewOverride', 'inputs': {'model': ['3', 0]}},"
    " '6': {'class_type': 'Make Image Saver Pipe', 'inputs': {'images': ['1', 0]}},"
    " '7': {'class_type': 'LoraSave', 'inputs': {'lora': ['1', 0]}}}");
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);
  GPtrArray *outputs = figment_analysis_get_outputs (analysis);
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < outputs->len; i++)
    {
      const FigmentOutputNode *output = g_ptr_array_index (outputs, i);

      g_string_append_printf (list, "%s %s%s\n", output->node_id, figment_media_kind_to_nick (output->kind),
                              output->preview ? " preview" : "");
    }
  g_assert_cmpstr (list->str, ==, "1 image\n2 image preview\n4 video\n7 other\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  analysis_rules_add ("/workflow/analysis-rules", rules, G_N_ELEMENTS (rules));
  g_test_add_func ("/workflow/analysis-rules/catalog", test_catalog);
  g_test_add_func ("/workflow/analysis-rules/pair", test_pair);
  g_test_add_func ("/workflow/analysis-rules/followers", test_followers);
  g_test_add_func ("/workflow/analysis-rules/answers", test_answers);
  g_test_add_func ("/workflow/analysis-rules/outputs", test_outputs);
  return g_test_run ();
}
