/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis-rule.h"

/* Where the words of a prompt are found, and which words are none of it. */
static const AnalysisRule rules[] = {
  { "words/pass",
    "{" BASE ", " LATENT ", 'p': {'class_type': 'Odd', 'inputs': {'value': ['q', 0], 'signal': ['n', 0]}},"
    " 'q': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat'}}}",
    "positive: q.text; negative: n.text" },
  { "words/many-hops",
    "{" BASE ", " LATENT ", 'p': {'class_type': 'A', 'inputs': {'conditioning': ['p2', 0], 'image': ['x', 0]}},"
    " 'p2': {'class_type': 'B', 'inputs': {'cond_1': ['p3', 0], 'mask': ['x', 1]}},"
    " 'p3': {'class_type': 'C', 'inputs': {'text': 'cat', 'clip': ['m', 1]}},"
    " 'x': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "positive: p3.text; negative: n.text; image_input: x.image" },
  { "words/zero",
    "{" SAMPLER ", " MODEL ", " END ", " LATENT ", " POSITIVE
    ", 'n': {'class_type': 'ConditioningZeroOut', 'inputs': {'conditioning': ['p', 0]}}}",
    "positive: p.text; negative: " },
  { "words/both-sides",
    "{" SAMPLER ", " MODEL ", " END ", " LATENT ", " POSITIVE
    ", 'n': {'class_type': 'Reroute', 'inputs': {'': ['p', 0]}}}",
    "positive: p.text; negative: " },
  { "words/concatenated",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'Text Concatenate', 'inputs': {'delimiter': ', ',"
    " 'clean_whitespace': 'true', 'text_a': ['t', 0], 'text_b': '', 'text_c': 'best'}},"
    " 't': {'class_type': 'Text Multiline', 'inputs': {'text': 'cat'}}}",
    "positive: c.text_c t.text" },
  { "words/empty-part",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'Join', 'inputs': {'text_a': ['t', 0],"
    " 'text_b': '', 'text_c': ''}}, 't': {'class_type': 'Tagger', 'inputs': {'image': ['i', 0], 'model': 'tag'}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "positive: c.text_b; image_input: i.image" },
  { "words/replaced",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'RegexReplace', 'inputs': {'string': 'cat',"
    " 'regex_pattern': 'c', 'replace': 'b'}}}",
    "positive: c.string" },
  { "words/switch",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'Text Switch', 'inputs': {'select': 2,"
    " 'text1': ['a', 0], 'text2': ['b', 0]}}, 'a': {'class_type': 'Text', 'inputs': {'text': 'dog'}},"
    " 'b': {'class_type': 'Text', 'inputs': {'text': 'cat'}}}",
    "positive: b.text" },
  { "words/switch-cond",
    "{" BASE ", " LATENT ", 'p': {'class_type': 'Branch', 'inputs': {'cond': ['b', 0], 'tt_value': ['n', 0],"
    " 'ff_value': ['q', 0]}}, 'b': {'class_type': 'Flag', 'inputs': {'boolean': false}},"
    " 'q': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat'}}}",
    "positive: q.text; negative: n.text" },
  { "words/switch-computed",
    "{" BASE ", " LATENT ", 'p': {'class_type': 'UniversalSwitch', 'inputs': {'selection_in': ['e', 0],"
    " 'input1': ['q', 0], 'input2': ['q2', 0]}},"
    " 'e': {'class_type': 'Evaluate', 'inputs': {'text': '[1,2][1]', 'a': ['b', 0]}},"
    " 'b': {'class_type': 'Flag', 'inputs': {'boolean': false}},"
    " 'q': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat'}},"
    " 'q2': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'dog'}}}",
    "positive: q.text; negative: n.text" },
  { "words/template",
    "{" BASE ", " LATENT ", " WORDS ("['f', 0]") ","
    " 'f': {'class_type': 'Format', 'inputs': {'text': 'A %AUX%, {other}', 'aux': ['t', 0]}},"
    " 't': {'class_type': 'Text', 'inputs': {'text': 'cat'}}}",
    "positive: t.text" },
  { "words/embedding",
    "{" SAMPLER ", " MODEL ", " END ", " LATENT ", " POSITIVE
    ", 'n': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'embedding:EasyNegative.pt', 'clip': ['m', 1]}}}",
    "positive: p.text; negative: n.text" },
  { "words/last-output",
    "{" BASE ", " LATENT ", " WORDS ("['s', 0]") ","
    " 's': {'class_type': 'Concat', 'inputs': {'output_text': '', 'input_0': ['t', 0]}},"
    " 't': {'class_type': 'Textbox', 'inputs': {'text': 'cat'}}}",
    "positive: t.text" },
  { "words/template-alone",
    "{" BASE ", " LATENT ", " WORDS ("['f', 0]") ","
    " 'f': {'class_type': 'Format', 'inputs': {'text': 'A cat of {age} years', 'age': ['t', 0]}},"
    " 't': {'class_type': 'Number', 'inputs': {'int': 9}}}",
    "positive: f.text" },
  { "words/no-words",
    "{" SAMPLER ", " MODEL ", " END ", " LATENT ", " NEGATIVE ","
    " 'p': {'class_type': 'Encode', 'inputs': {'prompt': 'cat', 'text_encoders': ['e', 0]}},"
    " 'e': {'class_type': 'DownloadAndLoadEncoder', 'inputs': {'precision': 'fp16'}}}",
    "positive: p.prompt" },
  { "words/service-behind",
    "{" BASE ", " POSITIVE ", " LATENT ", 's': {'class_type': 'ImageToVideo', 'inputs': {'prompt': 'it runs',"
    " 'negative_prompt': 'blur', 'cfg_scale': 0.5, 'aspect_ratio': '16:9', 'image': ['d', 0]}},"
    " 'v': {'class_type': 'SaveVideo', 'inputs': {'video': ['s', 0]}},"
    " 'f': {'class_type': 'Mask By Text', 'inputs': {'prompt': 'cat', 'negative_prompt': 'dog', 'image': ['d', 0]}},"
    " 'w': {'class_type': 'SaveImage', 'inputs': {'images': ['f', 0]}}}",
    "positive: p.text s.prompt; negative: n.text s.negative_prompt; cfg: k.cfg s.cfg_scale;"
    " resolution: s.aspect_ratio; width: l.width" },
  { "words/service-choice",
    "{'s': {'class_type': 'Banana', 'inputs': {'prompt': 'cat', 'model.aspect_ratio': 'auto', 'seed': 1}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['s', 0]}}}",
    "positive: s.prompt; resolution: s.model.aspect_ratio" },
  { "words/put-in",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'StringReplace', 'inputs': {'string': ['s', 0], 'find': '{$@}', 'replace': ['t', 0]}},"
    " 's': {'class_type': 'PrimitiveString', 'inputs': {'value': 'in oil: {$@}'}},"
    " 't': {'class_type': 'PrimitiveString', 'inputs': {'value': 'cat'}}}",
    "positive: s.value t.value" },
  { "words/one-conditioning",
    "{'k': {'class_type': 'Sampler', 'inputs': {'seed': 1, 'steps': 8, 'te_cond': ['e', 0]}}, " END ","
    " 'e': {'class_type': 'Encode', 'inputs': {'prompt': 'cat', 'negative_prompt': 'bad', 'clip': ['m', 0]}}, "
    MODEL "}",
    "positive: e.prompt; negative: e.negative_prompt" },
  { "words/guider-without-negative",
    "{'k': {'class_type': 'SamplerCustomAdvanced', 'inputs': {'noise': ['r', 0], 'guider': ['g', 0],"
    " 'latent_image': ['l', 0]}}, 'r': {'class_type': 'RandomNoise', 'inputs': {'noise_seed': 1}},"
    " 'g': {'class_type': 'BasicGuider', 'inputs': {'model': ['m', 0], 'conditioning': ['c', 0]}},"
    " 'c': {'class_type': 'ControlNetApply', 'inputs': {'positive': ['p', 0], 'negative': ['n', 0]}}, "
    MODEL ", " POSITIVE ", " NEGATIVE ", " LATENT ", " END "}",
    "positive: p.text; negative: " },
  { "words/question",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'Vision', 'inputs': {'prompt': 'What is it?',"
    " 'image': ['i', 0]}}, 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "positive: " },
  { "words/enhanced",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'TextGenerate', 'inputs': {'prompt': ['t', 0],"
    " 'system_prompt': 'You are', 'image': ['i', 0]}},"
    " 't': {'class_type': 'PrimitiveString', 'inputs': {'value': 'cat'}},"
    " 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}}}",
    "positive: t.value" },
  { "words/wildcard",
    "{" BASE ", " LATENT ", 'p': {'class_type': 'ImpactWildcardEncode', 'inputs': {'model': ['m', 0], 'clip': ['m', 1],"
    " 'wildcard_text': 'a {b|c}', 'populated_text': 'a b', 'mode': 'populate', 'seed': 3}}}",
    "positive: p.wildcard_text; seed: k.seed" },
  { "words/loader",
    "{'k': {'class_type': 'KSampler (Efficient)', 'inputs': {'seed': 1, 'steps': 20, 'positive': ['e', 1],"
    " 'negative': ['e', 2], 'model': ['e', 0], 'latent_image': ['e', 3]}}, 'e': {'class_type': 'Efficient Loader',"
    " 'inputs': {'ckpt_name': 'a.ckpt', 'positive': 'cat', 'negative': 'bad', 'token_normalization': 'none',"
    " 'empty_latent_width': 512, 'empty_latent_height': 768, 'batch_size': 2}}, " END "}",
    "positive: e.positive; negative: e.negative; width: e.empty_latent_width; batch: e.batch_size" },
  { "words/pipe",
    "{'k': {'class_type': 'ImpactKSamplerBasicPipe', 'inputs': {'basic_pipe': ['b', 0], 'seed': 1, 'steps': 20,"
    " 'latent_image': ['l', 0]}}, 'b': {'class_type': 'ToBasicPipe', 'inputs': {'model': ['m', 0],"
    " 'positive': ['p', 0], 'negative': ['n', 0]}}, " MODEL ", " POSITIVE ", " NEGATIVE ", " LATENT ", " END "}",
    "positive: p.text; negative: n.text; width: l.width" },
  { "words/service",
    "{'s': {'class_type': 'IdeogramV3', 'inputs': {'prompt': 'cat', 'aspect_ratio': '1:1', 'seed': 1,"
    " 'num_images': 2}}, 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['s', 0]}}}",
    "positive: s.prompt; seed: s.seed; resolution: s.aspect_ratio; batch: s.num_images" },
  { "words/shown",
    "{" BASE ", " LATENT ", " WORDS ("['s', 0]") ","
    " 's': {'class_type': 'ShowText|x', 'inputs': {'text': ['t', 0], 'text2': 'a dog, last time'}},"
    " 't': {'class_type': 'Text', 'inputs': {'text': 'cat'}}}",
    "positive: t.text" },
  { "words/loras",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'Join', 'inputs': {'text_a': ['t', 0], 'text_b': ['r', 2]}},"
    " 'r': {'class_type': 'Lora Loader (x)', 'inputs': {'text': '<lora:y:1>', 'model': ['m', 0]}},"
    " 't': {'class_type': 'Text', 'inputs': {'text': 'cat'}}}",
    "positive: t.text" },
  { "words/told",
    "{'k': {'class_type': 'Inpainter', 'inputs': {'seed': 1, 'steps': 9, 'cfg': 1, 'prompt': 'eyes',"
    " 'positive': ['p', 0], 'negative': ['n', 0], 'model': ['m', 0], 'image': ['i', 0]}}, " MODEL ", " NEGATIVE
    ", " POSITIVE ", 'i': {'class_type': 'LoadImage', 'inputs': {'image': 'a.png'}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['k', 0]}}}",
    "positive: p.text; negative: n.text; seed: k.seed" },
  { "words/speech",
    "{'s': {'class_type': 'Voice', 'inputs': {'sample_text': 'as here', 'speech': 'hello', 'seed': 1,"
    " 'sample_audio': ['a', 0]}}, 'a': {'class_type': 'LoadAudio', 'inputs': {'audio': 'a.wav'}},"
    " 'o': {'class_type': 'SaveAudio', 'inputs': {'audio': ['s', 0]}}}",
    "positive: s.speech; audio_input: a.audio" },
  { "lyrics",
    "{" SAMPLER ", " MODEL ", " END ", 'l': {'class_type': 'EmptyAceStepLatentAudio', 'inputs': {'seconds': 30}},"
    " 'n': {'class_type': 'ConditioningZeroOut', 'inputs': {'conditioning': ['p', 0]}},"
    " 'p': {'class_type': 'TextEncodeAceStepAudio', 'inputs': {'tags': 'folk', 'lyrics': ['y', 0], 'clip': ['m', 1]}},"
    " 'y': {'class_type': 'Lines', 'inputs': {'lyrics': 'la la', 'language': 'English'}}}",
    "positive: p.tags; lyrics: y.lyrics; duration: l.seconds" },
  { "words/varied",
    "{" BASE ", " LATENT ", 'p': {'class_type': 'Vary', 'inputs': {'conditioning': ['q', 0], 'seed': 5,"
    " 'total_steps': 20, 'protect_prompt': 'first half'}},"
    " 'q': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat', 'clip': ['m', 1]}}}",
    "positive: q.text; seed: k.seed" },
  { "words/added",
    "{" BASE ", " LATENT ", 'p': {'class_type': 'EncodeControl', 'inputs': {'conditioning': ['q', 0],"
    " 'clip': ['m', 1], 'text': 'sharp'}},"
    " 'q': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat', 'clip': ['m', 1]}}}",
    "positive: p.text q.text" },
  { "words/described",
    "{" BASE ", " LATENT ", " WORDS ("['b', 0]") ", 'b': {'class_type': 'Builder', 'inputs': {"
    " 'high_level_description': 'cat', 'lighting': 'soft', 'medium': 'photograph', 'bbox_order': 'yx'}}}",
    "positive: b.high_level_description" },
  { "words/device",
    "{" BASE ", " LATENT ", 'p': {'class_type': 'Encode', 'inputs': {'t5': ['t', 0]}},"
    " 't': {'class_type': 'LoadEncoder', 'inputs': {'model_name': 'x.safetensors', 'load_device': 'offload_device'}}}",
    "positive: ; negative: n.text" },
  { "words/no-settings",
    "{" MODEL ", " POSITIVE ", " NEGATIVE ", 'k': {'class_type': 'Looper', 'inputs': {'model': ['m', 0],"
    " 'positive_prompt': ['a', 0], 'negative_prompt': ['b', 0]}},"
    " 'a': {'class_type': 'Text', 'inputs': {'text': 'cat'}},"
    " 'b': {'class_type': 'Text', 'inputs': {'text': 'bad'}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['k', 0]}}}",
    "positive: a.text; negative: b.text" },
  { "words/instruction",
    "{" BASE ", " LATENT ", " WORDS ("['g', 0]") ", 'g': {'class_type': 'Generate', 'inputs': {'prompt': ['c', 0]}},"
    " 'c': {'class_type': 'StringConcatenate', 'inputs': {'string_a': ['i', 0], 'string_b': ['t', 0]}},"
    " 'i': {'class_type': 'PrimitiveStringMultiline', 'inputs': {'value': 'You are an assistant who writes.'}},"
    " 't': {'class_type': 'PrimitiveStringMultiline', 'inputs': {'value': 'cat'}}}",
    "positive: t.value" },
  { "words/instruction-to-model",
    "{" BASE ", " LATENT ", " WORDS ("['g', 0]") ", 'g': {'class_type': 'Write', 'inputs': {'prompt': ['c', 0],"
    " 'model': 'x'}}, 'c': {'class_type': 'StringConcatenate', 'inputs': {'string_a': 'You are a prompt refiner.',"
    " 'string_b': ['t', 0]}}, 't': {'class_type': 'PrimitiveString', 'inputs': {'value': 'cat'}}}",
    "positive: t.value" },
  { "words/instruction-alone",
    "{" BASE ", " LATENT ", " WORDS ("['t', 0]") ","
    " 't': {'class_type': 'Dialogue', 'inputs': {'dialogue': 'You are an assistant who paints cats.'}}}",
    "positive: t.dialogue" },
  { "words/instruction-and-prompt",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ", 'c': {'class_type': 'Join', 'inputs': {'text_a': ['t', 0],"
    " 'text_b': 'best'}}, 't': {'class_type': 'Text', 'inputs': {'text': 'You are an assistant who paints."
    " <Prompt Start> cat'}}}",
    "positive: c.text_b t.text" },
  { "words/instruction-and-form",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ","
    " 'c': {'class_type': 'StringReplace', 'inputs': {'string': ['s', 0], 'find': '{tags}', 'replace': ['t', 0]}},"
    " 's': {'class_type': 'PrimitiveString', 'inputs': {'value': 'You are an assistant. <Prompt Start> {tags}'}},"
    " 't': {'class_type': 'PrimitiveString', 'inputs': {'value': 'cat'}}}",
    "positive: t.value" },
  { "words/no-instruction",
    "{" BASE ", " LATENT ", " WORDS ("['c', 0]") ", 'c': {'class_type': 'Join', 'inputs': {'text_a': ['t', 0],"
    " 'text_b': ['u', 0]}}, 't': {'class_type': 'Text', 'inputs': {'text': 'You are at the beach'}},"
    " 'u': {'class_type': 'Text', 'inputs': {'text': 'you are a wizard in a tower'}}}",
    "positive: t.text u.text" },
  { "words/generator-template",
    "{'s': {'class_type': 'Banana', 'inputs': {'prompt': ['f', 0], 'seed': 1}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['s', 0]}},"
    " 'f': {'class_type': 'Format', 'inputs': {'text': 'A cat of {age} years', 'age': ['t', 0]}},"
    " 't': {'class_type': 'Number', 'inputs': {'int': 9}}}",
    "positive: f.text; negative: ; seed: s.seed" },
};

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  analysis_rules_add ("/workflow/analysis-words", rules, G_N_ELEMENTS (rules));
  return g_test_run ();
}
