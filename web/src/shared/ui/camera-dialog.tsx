import { useEffect, useRef, useState } from 'react';
import classes from './camera-dialog.module.css';
import { Dialog } from './dialog';
import { ProblemNotice, type ProblemWords } from './problem-notice';
import { createQrReader, type QrReader } from './qr-reader';

type CameraTrouble = 'denied' | 'missing' | 'insecure' | 'broken';

interface CameraWords {
  readonly title: string;
  /** The text for people who can't see the camera's picture. */
  readonly view: string;
  readonly hint: string;
  readonly trouble: Readonly<Record<CameraTrouble, ProblemWords>>;
}

interface CameraDialogProps {
  readonly words: CameraWords;
  readonly onRead: (text: string) => void;
  readonly onClose: () => void;
}

/** How often the picture is scanned: seldom enough for a slow tablet. */
const LOOK_EVERY_MS = 120;

/** Shows the camera's picture until a QR is read, and passes on its text once. */
export function CameraDialog({ words, onRead, onClose }: CameraDialogProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<CameraTrouble | null>(null);
  const read = useRef(onRead);
  useEffect(() => {
    read.current = onRead;
  });

  useEffect(() => {
    const stop = new AbortController();
    scan(video, stop.signal, (text) => read.current(text)).catch((error: unknown) => {
      if (!stop.signal.aborted) setTrouble(troubleOf(error));
    });
    return () => stop.abort();
  }, []);

  return (
    <Dialog title={words.title} size="lg" onClose={onClose}>
      {trouble === null ? (
        <div className={classes.view}>
          {/* The picture is of a QR code; there is nothing to caption. */}
          <video ref={video} className={classes.video} muted playsInline aria-label={words.view} />
          <div className={classes.frame} aria-hidden />
          <p className={classes.hint}>{words.hint}</p>
        </div>
      ) : (
        <ProblemNotice words={words.trouble[trouble]} />
      )}
    </Dialog>
  );
}

async function scan(
  video: { readonly current: HTMLVideoElement | null },
  stop: AbortSignal,
  onRead: (text: string) => void,
): Promise<void> {
  if (!window.isSecureContext) throw new DOMException('', 'SecurityError');
  const [stream, reader] = await Promise.all([
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }),
    createQrReader(),
  ]);
  try {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    await element.play();
    const text = await lookUntilRead(element, reader, stop);
    if (text !== null) onRead(text);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/** Null when scanning was stopped before a QR was read. */
async function lookUntilRead(element: HTMLVideoElement, reader: QrReader, stop: AbortSignal): Promise<string | null> {
  for (;;) {
    const text = await reader.read(element);
    if (stop.aborted) return null;
    if (text !== null) return text;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'SecurityError') return 'insecure';
  return 'broken';
}
