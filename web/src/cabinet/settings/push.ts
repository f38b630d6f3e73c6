/** A device as the server knows it. */
export interface PushDevice {
  /** SHA-256 of the address of its push service, in base64url. */
  readonly id: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Whether this browser shows notifications, and whether the person has blocked them. */
export function stateOfBrowser(): 'READY' | 'DENIED' | 'UNSUPPORTED' {
  const isAble = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (!isAble) return 'UNSUPPORTED';
  return Notification.permission === 'denied' ? 'DENIED' : 'READY';
}

/** The subscription of this browser; null: it has none. All cabinets of this address share it. */
export async function findDevice(): Promise<PushDevice | null> {
  const pushes = await findPushManager();
  const subscription = await pushes?.getSubscription();
  return subscription ? deviceOf(subscription) : null;
}

/**
 * Asks the person and subscribes; null: the person does not allow notifications. A subscription under another key is replaced.
 *
 * @throws what the browser throws where its push service does not answer
 */
export async function subscribeDevice(publicKey: string): Promise<PushDevice | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  const pushes = await findPushManager();
  if (pushes === undefined) throw new Error('there is no service worker');
  const known = await pushes.getSubscription();
  if (known !== null && textOf(known.options.applicationServerKey) !== publicKey) await known.unsubscribe();
  return deviceOf(await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }));
}

async function findPushManager(): Promise<PushManager | undefined> {
  if (stateOfBrowser() === 'UNSUPPORTED') return undefined;
  return (await navigator.serviceWorker.getRegistration())?.pushManager;
}

async function deviceOf(subscription: PushSubscription): Promise<PushDevice> {
  const { endpoint } = subscription;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  const [p256dh, auth] = [textOf(subscription.getKey('p256dh')), textOf(subscription.getKey('auth'))];
  return { id: textOf(digest), endpoint, p256dh, auth };
}

/** Bytes as base64url; none give an empty text. */
function textOf(bytes: ArrayBuffer | null): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
