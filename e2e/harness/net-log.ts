/** The part of Chromium's network log (`--log-net-log`) that is read here. */
interface NetLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly NetEvent[];
}

interface NetEvent {
  readonly type: number;
  readonly source: { readonly id: number };
  readonly params?: {
    readonly url?: string;
    /** Origin of the page or worker that asked; "not an origin" for the browser itself. */
    readonly initiator?: string;
    /** Which part of Chromium sends this, by its own register of network traffic. */
    readonly traffic_annotation?: number;
  };
}

/**
 * Every address that pages and workers caused the whole browser to request.
 *
 * The browser's own services (updates, sign-in) are in the log as well. A request counts as the app's if an
 * origin asked for it, or if the part of Chromium that sent it also sent one for `origin`.
 */
export function requestedUrls(text: string, origin: string): string[] {
  const log: NetLog = parse(text);
  const requests = new Map<number, { url?: string; initiated: boolean; annotation?: number }>();
  for (const { type, source, params } of log.events) {
    if (params === undefined || !isRequest(log, type)) continue;
    const request = requests.get(source.id) ?? { initiated: false };
    if (params.url !== undefined) request.url = params.url;
    if (params.traffic_annotation !== undefined) request.annotation = params.traffic_annotation;
    request.initiated ||= params.initiator !== undefined && /^https?:/.test(params.initiator);
    requests.set(source.id, request);
  }
  const all = [...requests.values()].filter(({ url }) => url !== undefined && /^(https?|wss?):/.test(url));
  const own = new Set(all.filter(({ url }) => url?.startsWith(`${origin}/`)).map((one) => one.annotation));
  return all
    .filter(({ initiated, annotation }) => initiated || (annotation !== undefined && own.has(annotation)))
    .map(({ url }) => url ?? '');
}

function isRequest(log: NetLog, type: number): boolean {
  const { REQUEST_ALIVE, URL_REQUEST_START_JOB } = log.constants.logEventTypes;
  return type === REQUEST_ALIVE || type === URL_REQUEST_START_JOB;
}

/** A log is cut off in mid-list where the browser ended before it could finish it. */
function parse(text: string): NetLog {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(`${text.replace(/,\s*$/, '')}]}`);
  }
}
