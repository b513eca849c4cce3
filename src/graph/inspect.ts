import { fromBinary } from '@bufbuild/protobuf';
import { MalformedModelError } from './errors.ts';
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx_pb.ts';
import { ELEMENT_BITS, EXTERNAL_LOCATION } from './onnx-constants.ts';

/** An input or output as the file declares it; a size is a number, a name, or unknown. */
export interface DeclaredValue {
  readonly name: string;
  /** TensorProto.data_type code; 0 where it is not a tensor. */
  readonly elementCode: number;
  readonly shape: readonly (number | string | undefined)[];
}

/** What a model's bytes say about it, found without running it. */
export interface ModelInspection {
  /** Every operator used, subgraphs and functions included, as `domain:Type` (`Type` for the standard domain), sorted. */
  readonly operators: readonly string[];
  readonly nodes: number;
  /** Bytes of all stored tensors, by declared shape or by stored data, whichever is more. */
  readonly tensorBytes: number;
  readonly largestTensorBytes: number;
  /** Names of tensors whose bytes lie in another file. */
  readonly externalTensors: readonly string[];
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
  /** Operator set versions by domain; the standard one is `''`. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Subgraphs nested deeper than this are an attack on the stack. */
const MAX_DEPTH = 16;

class Inspector {
  readonly operators = new Set<string>();
  readonly externalTensors: string[] = [];
  nodes = 0;
  tensorBytes = 0;
  largestTensorBytes = 0;

  graph(graph: GraphProto, depth: number): void {
    if (depth > MAX_DEPTH) throw new MalformedModelError('Subgraphs are nested too deeply.');
    for (const node of graph.node) this.node(node, depth);
    for (const tensor of graph.initializer) this.tensor(tensor);
    for (const sparse of graph.sparseInitializer) {
      if (sparse.values !== undefined) this.tensor(sparse.values);
      if (sparse.indices !== undefined) this.tensor(sparse.indices);
    }
  }

  node(node: NodeProto, depth: number): void {
    if (node.opType === '') throw new MalformedModelError(`The node "${node.name}" has no operator.`);
    const standard = node.domain === '' || node.domain === 'ai.onnx';
    this.operators.add(standard ? node.opType : `${node.domain}:${node.opType}`);
    this.nodes += 1;
    for (const attribute of node.attribute) this.attribute(attribute, depth);
  }

  attribute(attribute: AttributeProto, depth: number): void {
    if (attribute.t !== undefined) this.tensor(attribute.t);
    attribute.tensors.forEach((tensor) => {
      this.tensor(tensor);
    });
    for (const sparse of [attribute.sparseTensor, ...attribute.sparseTensors]) {
      if (sparse?.values !== undefined) this.tensor(sparse.values);
      if (sparse?.indices !== undefined) this.tensor(sparse.indices);
    }
    if (attribute.g !== undefined) this.graph(attribute.g, depth + 1);
    for (const graph of attribute.graphs) this.graph(graph, depth + 1);
  }

  tensor(tensor: TensorProto): void {
    const bytes = Math.max(declaredBytes(tensor), storedBytes(tensor));
    this.tensorBytes += bytes;
    this.largestTensorBytes = Math.max(this.largestTensorBytes, bytes);
    if (tensor.dataLocation === EXTERNAL_LOCATION || tensor.externalData.length > 0) {
      this.externalTensors.push(tensor.name);
    }
  }
}

function declaredBytes(tensor: TensorProto): number {
  let elements = 1;
  for (const size of tensor.dims) {
    if (size < 0n) throw new MalformedModelError(`The tensor "${tensor.name}" has a negative size.`);
    elements *= Number(size);
  }
  // An element of unknown size counts as the largest that there is.
  return Math.ceil((elements * (ELEMENT_BITS.get(tensor.dataType) ?? 128)) / 8);
}

function storedBytes(tensor: TensorProto): number {
  return (
    tensor.rawData.byteLength +
    4 * (tensor.floatData.length + tensor.int32Data.length) +
    8 * (tensor.int64Data.length + tensor.doubleData.length + tensor.uint64Data.length) +
    tensor.stringData.reduce((total, value) => total + value.byteLength, 0)
  );
}

function declared(value: ValueInfoProto): DeclaredValue {
  const type = value.type?.value;
  if (type?.case !== 'tensorType') return { name: value.name, elementCode: 0, shape: [] };
  const shape = (type.value.shape?.dim ?? []).map(({ value: size }) =>
    size.case === undefined ? undefined : size.case === 'dimValue' ? Number(size.value) : size.value,
  );
  return { name: value.name, elementCode: type.value.elemType, shape };
}

/**
 * Reads what an ONNX file contains, without a session and without copying its tensors. Nothing of it is
 * trusted: sizes are those of the declared shapes where these are larger than the stored data.
 * @throws MalformedModelError where the bytes are not an ONNX model.
 */
export function inspectModel(bytes: Uint8Array): ModelInspection {
  const model = decode(bytes);
  if (model.graph === undefined || model.graph.node.length === 0) {
    throw new MalformedModelError('The file contains no graph.');
  }
  const inspector = new Inspector();
  inspector.graph(model.graph, 0);
  for (const { node } of model.functions) for (const inner of node) inspector.node(inner, 0);
  return {
    operators: [...inspector.operators].sort(),
    nodes: inspector.nodes,
    tensorBytes: inspector.tensorBytes,
    largestTensorBytes: inspector.largestTensorBytes,
    externalTensors: inspector.externalTensors,
    inputs: model.graph.input.map(declared),
    outputs: model.graph.output.map(declared),
    opsets: new Map(model.opsetImport.map(({ domain, version }) => [domain, Number(version)])),
    metadata: new Map(model.metadataProps.map(({ key, value }) => [key, value])),
  };
}

function decode(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    // Truncated fields, wrong wire types, text that is not UTF-8, nesting that overflows the stack.
    throw new MalformedModelError('The file is not a readable ONNX model.', { cause });
  }
}
