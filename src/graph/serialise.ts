import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Attribute, Graph, Node, Tensor } from './builder.ts';
import { constantData } from './builder.ts';
import { GraphError } from './errors.ts';
import {
  type AttributeProto,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './onnx_pb.ts';
import {
  ATTRIBUTE_KIND,
  CONTRIB_DOMAIN,
  CONTRIB_VERSION,
  ELEMENT_CODES,
  IR_VERSION,
  OPSET_VERSION,
} from './onnx-constants.ts';
import { bytesOf, type TensorData } from './tensor-data.ts';

/** Protocol buffers, and ONNX Runtime with them, refuse a message of 2 GiB or more. */
const MAX_MODEL_BYTES = 2 ** 31 - 1;

const GRAPH_FIELD = ModelProtoSchema.field.graph.number;
const INITIALIZER_FIELD = GraphProtoSchema.field.initializer.number;
const RAW_DATA_FIELD = TensorProtoSchema.field.rawData.number;

export interface ModelProperties {
  /** Name of the graph, shown by model viewers. */
  readonly name?: string;
  /** Free pairs of text stored in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Nodes that an output depends on, in order: all others are dropped. */
export function liveNodes(graph: Graph): readonly Node[] {
  const live = new Set<Node>();
  const pending: Tensor[] = [...graph.outputs.values()];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    if (tensor.origin.kind !== 'node' || live.has(tensor.origin.node)) continue;
    live.add(tensor.origin.node);
    for (const input of tensor.origin.node.inputs) if (input !== undefined) pending.push(input);
  }
  return [...live].sort((a, b) => a.index - b.index);
}

function attributeProto(name: string, attribute: Attribute): AttributeProto {
  const type = ATTRIBUTE_KIND[attribute.kind];
  switch (attribute.kind) {
    case 'int':
      return create(AttributeProtoSchema, { name, type, i: BigInt(attribute.value) });
    case 'float':
      return create(AttributeProtoSchema, { name, type, f: attribute.value });
    case 'string':
      return create(AttributeProtoSchema, { name, type, s: new TextEncoder().encode(attribute.value) });
    case 'ints':
      return create(AttributeProtoSchema, { name, type, ints: attribute.value.map(BigInt) });
  }
}

function valueInfo(name: string, tensor: Tensor): ValueInfoProto {
  const dim = tensor.shape.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  );
  const value = { elemType: ELEMENT_CODES[tensor.type], shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value } } });
}

/**
 * Names under which computed values are written: an output's own name where one node makes it, so that
 * only an output that is an input, a constant or another output too costs an Identity node.
 */
function outputNames(graph: Graph): { renamed: Map<Tensor, string>; copies: NodeProto[] } {
  const renamed = new Map<Tensor, string>();
  const copies: NodeProto[] = [];
  for (const [name, tensor] of graph.outputs) {
    if (tensor.origin.kind === 'node' && !renamed.has(tensor)) renamed.set(tensor, name);
    else {
      const input = [renamed.get(tensor) ?? tensor.name];
      copies.push(
        create(NodeProtoSchema, { opType: 'Identity', name: `copy_${name}`, input, output: [name] }),
      );
    }
  }
  return { renamed, copies };
}

function nodeProto(node: Node, nameOf: (tensor: Tensor) => string, used: ReadonlySet<Tensor>): NodeProto {
  // Trailing outputs that nobody reads are left out, so that ONNX Runtime need not compute them.
  const last = node.outputs.findLastIndex((tensor) => used.has(tensor));
  return create(NodeProtoSchema, {
    opType: node.op,
    domain: node.domain,
    name: `${node.op}_${node.index}`,
    input: node.inputs.map((tensor) => (tensor === undefined ? '' : nameOf(tensor))),
    output: node.outputs.slice(0, last + 1).map((tensor) => (used.has(tensor) ? nameOf(tensor) : '')),
    attribute: Object.entries(node.attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  });
}

const header = (field: number, length: number): Uint8Array =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();

const size = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((total, piece) => total + piece.byteLength, 0);

/** An initialiser as pieces whose last one is the data itself, so that big weights are copied once only. */
function initialiserPieces(name: string, tensor: TensorData): Uint8Array[] {
  const head = toBinary(
    TensorProtoSchema,
    create(TensorProtoSchema, {
      name,
      dims: tensor.shape.map(BigInt),
      dataType: ELEMENT_CODES[tensor.type],
    }),
  );
  const body = bytesOf(tensor);
  const inner = [head, header(RAW_DATA_FIELD, body.byteLength), body];
  return [header(INITIALIZER_FIELD, size(inner)), ...inner];
}

function usedConstants(nodes: readonly Node[], graph: Graph): Tensor[] {
  const constants = new Set<Tensor>();
  const visit = (tensor: Tensor | undefined): void => {
    if (tensor?.origin.kind === 'constant') constants.add(tensor);
  };
  for (const node of nodes) node.inputs.forEach(visit);
  for (const tensor of graph.outputs.values()) visit(tensor);
  return [...constants];
}

/**
 * Writes a graph as an ONNX file (IR version 10, opset 21 and com.microsoft 1): the nodes that an output
 * needs, the constants that those need as raw data, and every declared input.
 * @throws GraphError where there is no output or the file would reach 2 GiB.
 */
export function serialise(graph: Graph, properties: ModelProperties = {}): Uint8Array<ArrayBuffer> {
  if (graph.outputs.size === 0) throw new GraphError('A graph without outputs computes nothing.');
  const nodes = liveNodes(graph);
  const { renamed, copies } = outputNames(graph);
  const nameOf = (tensor: Tensor): string => renamed.get(tensor) ?? tensor.name;
  const used = new Set<Tensor>(graph.outputs.values());
  for (const node of nodes) for (const tensor of node.inputs) if (tensor !== undefined) used.add(tensor);

  const graphHead = toBinary(
    GraphProtoSchema,
    create(GraphProtoSchema, {
      name: properties.name ?? 'undertone',
      node: [...nodes.map((node) => nodeProto(node, nameOf, used)), ...copies],
      input: graph.inputs.map((tensor) => valueInfo(tensor.name, tensor)),
      output: [...graph.outputs].map(([name, tensor]) => valueInfo(name, tensor)),
    }),
  );
  const initialisers = usedConstants(nodes, graph).flatMap((tensor) => {
    const data = constantData(tensor);
    return data === undefined ? [] : initialiserPieces(tensor.name, data);
  });
  const contrib = nodes.some((node) => node.domain === CONTRIB_DOMAIN);
  const modelHead = toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'undertone',
      opsetImport: [
        { domain: '', version: OPSET_VERSION },
        ...(contrib ? [{ domain: CONTRIB_DOMAIN, version: CONTRIB_VERSION }] : []),
      ],
      metadataProps: Object.entries(properties.metadata ?? {}).map(([key, value]) => ({ key, value })),
    }),
  );
  const graphBytes = graphHead.byteLength + size(initialisers);
  const pieces = [modelHead, header(GRAPH_FIELD, graphBytes), graphHead, ...initialisers];
  const total = size(pieces);
  if (total > MAX_MODEL_BYTES) throw new GraphError(`A model of ${total} bytes does not fit into one file.`);
  const file = new Uint8Array(total);
  let position = 0;
  for (const piece of pieces) {
    file.set(piece, position);
    position += piece.byteLength;
  }
  return file;
}
