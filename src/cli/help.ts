const SCORING = `  --input FILE|-          records to read; - is standard input
  --format jsonl|csv      of input and output; by default from the input's name, else jsonl
  --column NAME           field, or column (name or number), that holds the text; by default "text"
  --delimiter SIGN        between the cells of a CSV; by default guessed from the header
  --convention NAME       labelling convention; by default the pack's first one. One that the
                          default pack lacks selects the published pack that has it
  --pack ID[@VERSION]     by default "tone"
  --packs DIR             folder with catalog.json and chunks/; by default the published packs
  --batch N               most texts in one run of the model; by default 32
  --threads N             scoring threads; by default one a processor core`;

const CODES = `Exit codes
  0  all lines have an answer       1  some lines were bad and left out
  2  the command line is wrong      3  a pack or the runtime is missing, damaged or answers wrongly
  4  input or output failed         5  a fault of the program
  130, 143  stopped by SIGINT, SIGTERM          141  the reader of the output has gone`;

const PAGES = {
  undertone: `undertone: the tone of financial text, sentence by sentence, outside the browser.

  undertone sentiment --input FILE|- --output FILE|-    add a tone to every record
  undertone evaluate  --input FILE                      compare with the labels of the input
  undertone pack list                                   published packs, conventions, licences
  undertone pack export ID[@VERSION] DIR                a pack in the Hugging Face layout
  undertone --version, undertone COMMAND --help

Run it as: npm run --silent undertone -- COMMAND …

${CODES}
`,
  sentiment: `undertone sentiment --input FILE|- --output FILE|- [options]

Reads one JSON object a line (or CSV with a header) and writes the same with "label", "probabilities" by label
name, "confidence" and, where only the beginning was read, "truncated". Other fields and the order are kept;
memory does not grow with the input. A bad line is named on standard error and left out. A file is written as
FILE.partial and gets its name when it is complete.

${SCORING}
  --output FILE|-         where answers go; - is standard output

${CODES}
`,
  evaluate: `undertone evaluate --input FILE|- [options]

Reads records with a text and a gold label; prints accuracy, macro-F1, precision, recall and F1 by label, NLL, the
debiased calibration error and the confusion matrix, with 95 % bootstrap intervals.

${SCORING}
  --label-field NAME      field or column with the gold label; by default "label"
  --map A=B,…             names of the input's labels, and the convention's names for them
  --json                  JSON instead of the table
  --report FILE           JSON into a file, and the table on standard output
  --resamples N           of the bootstrap; by default 1000

${CODES}
`,
  pack: `undertone pack list
undertone pack export ID[@VERSION] DIR

Export verifies every chunk and writes config.json, tokenizer.json, onnx/… and pack.json (labels, temperatures,
licence) into a new folder, for Python, Spark, Ray or transformers.js: see docs/outside-the-browser.md.

  --packs DIR             folder with catalog.json and chunks/; by default the published packs

${CODES}
`,
} as const;

/** The help page of a command. */
export function helpOf(command: string | undefined): string {
  return command === 'sentiment' || command === 'evaluate' || command === 'pack'
    ? PAGES[command]
    : PAGES.undertone;
}
