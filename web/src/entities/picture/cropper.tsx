import { Button, Flex, Slider, Stack } from '@mantine/core';
import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { type Crop, cropAt, MOST_ZOOM } from './crop.rules';
import type { ChosenPicture } from './cropped';
import { Help } from '../../shared/ui/page';
import classes from './pictures.module.css';

/** Width by height of the part that is shown: of cards, and of a badge. */
const ASPECTS = { CARD: 16 / 9, BADGE: 1 } as const;
export type PictureForm = keyof typeof ASPECTS;
const PER_CENT = 100;

interface CropperProps {
  readonly picture: ChosenPicture;
  readonly form: PictureForm;
  readonly onDone: (crop: Crop) => void;
  readonly onClose: () => void;
}

/** Asks which part of a picture is shown: dragged with a finger or a mouse, or set by sliders with the keyboard. */
export function Cropper({ picture, form, onDone, onClose }: CropperProps) {
  const { t } = useTranslation('admin');
  const [zoom, setZoom] = useState(1);
  const [middle, setMiddle] = useState({ x: picture.width / 2, y: picture.height / 2 });
  const dragged = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const crop = cropAt(picture, ASPECTS[form], zoom, middle);
  const room = { x: picture.width - crop.width, y: picture.height - crop.height };

  function drag({ clientX: x, clientY: y, currentTarget }: PointerEvent<HTMLDivElement>): void {
    const from = dragged.current;
    if (from === null) return;
    dragged.current = { x, y };
    const scale = crop.width / currentTarget.clientWidth;
    moveTo(crop.left - (x - from.x) * scale, crop.top - (y - from.y) * scale);
  }

  function moveTo(left: number, top: number): void {
    const moved = cropAt(picture, ASPECTS[form], zoom, { x: left + crop.width / 2, y: top + crop.height / 2 });
    setMiddle({ x: moved.left + moved.width / 2, y: moved.top + moved.height / 2 });
  }

  return (
    <Dialog title={t('pictures.crop')} onClose={onClose} size="lg">
      <div
        className={classes.frame}
        data-form={form}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          dragged.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={drag}
        onPointerUp={() => (dragged.current = null)}
        onPointerCancel={() => (dragged.current = null)}
      >
        <img
          src={picture.address}
          alt={t('pictures.preview')}
          draggable={false}
          style={{
            width: `${String((picture.width / crop.width) * PER_CENT)}%`,
            left: `${String((-crop.left / crop.width) * PER_CENT)}%`,
            top: `${String((-crop.top / crop.height) * PER_CENT)}%`,
          }}
        />
      </div>
      <Help>{t('pictures.cropHelp')}</Help>
      <Stack gap={12}>
        <SliderOf
          label={t('pictures.zoom')}
          value={zoom - 1}
          most={MOST_ZOOM - 1}
          onSet={(value) => setZoom(1 + value)}
        />
        <SliderOf
          label={t('pictures.across')}
          value={crop.left}
          most={room.x}
          onSet={(left) => moveTo(left, crop.top)}
        />
        <SliderOf label={t('pictures.down')} value={crop.top} most={room.y} onSet={(top) => moveTo(crop.left, top)} />
      </Stack>
      <Flex gap={8} wrap="wrap" mt={16}>
        <Button variant="default" onClick={onClose}>
          {t('pictures.cancel')}
        </Button>
        <Button onClick={() => onDone(crop)}>{t('pictures.use')}</Button>
      </Flex>
    </Dialog>
  );
}

interface SliderOfProps {
  readonly label: string;
  readonly value: number;
  /** 0: there is no room to move. */
  readonly most: number;
  readonly onSet: (value: number) => void;
}

/** A slider from 0 to 100, for the share of what is possible. */
function SliderOf({ label, value, most, onSet }: SliderOfProps) {
  const isFixed = most < 1e-6;
  return (
    <div className={classes.slider}>
      <span aria-hidden>{label}</span>
      <Slider
        thumbLabel={label}
        label={null}
        disabled={isFixed}
        value={isFixed ? 0 : Math.round((value / most) * PER_CENT)}
        onChange={(share) => onSet((share / PER_CENT) * most)}
      />
    </div>
  );
}
