import { Button, Radio, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { guestKeys } from '../../entities/guest/guest.api';
import type { PublicWheelEpoch, WheelDraw, WheelSpin } from '../../entities/wheel/wheel.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useGuestId } from '../frame/use-guest-id';
import { isOwnNumber, proposeNumber } from './own-number.rules';
import { useTurning } from './use-turning';
import { useWheelWords } from './use-wheel-words';
import { Wheel } from '../../entities/wheel/wheel';
import classes from './wheel-page.module.css';

interface SpinDeskProps {
  readonly epoch: PublicWheelEpoch;
  readonly spins: readonly WheelSpin[];
}

/** The wheel with what a guest needs to turn it: a spin and a chosen number. */
export function SpinDesk({ epoch, spins }: SpinDeskProps) {
  const { t } = useTranslation('cabinet');
  const spoken = useSpoken();
  const words = useWheelWords();
  const queries = useQueryClient();
  const guestId = useGuestId();
  const [number, setNumber] = useState(proposeNumber);
  const [chosen, setChosen] = useState<string | null>(null);
  const [draw, setDraw] = useState<WheelDraw | null>(null);
  const [isShown, setShown] = useState(false);
  // The guest's balance and spins are loaded again only when the wheel stands still, because they would reveal the result.
  const readAnew = () => queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
  const { rotation, turnsFor, turnTo, stop } = useTurning(() => {
    setShown(true);
    setNumber(proposeNumber());
    void readAnew();
  });
  const drawing = useChange(actOf('POST', '/api/auth/me/wheel/draws'), (drawn) => {
    setDraw(drawn);
    // A repeated answer may be about a draw of an ended epoch, whose ticket this wheel does not have.
    if (drawn.epochId === epoch.id) turnTo(drawn.ticket, epoch.total);
    else stop();
  });
  const isTurning = turnsFor > 0;
  // A spin that was just used stays in the list until it is read anew.
  const usable = spins.filter((spin) => draw === null || keyOf(spin) !== keyOf(draw));
  const spin = usable.find((one) => keyOf(one) === chosen) ?? usable[0];
  const button = useFocusThatStays(isTurning && !drawing.isPending);

  function submit(): void {
    if (isTurning) stop();
    if (isTurning || spin === undefined || !isOwnNumber(number)) return;
    setShown(false);
    drawing.mutate(
      { epochId: epoch.id, sourceKind: spin.sourceKind, sourceId: spin.sourceId, number },
      { onError: () => void readAnew() },
    );
  }

  return (
    <div>
      <div className={classes.stage} onPointerDown={isTurning ? stop : undefined}>
        <Wheel
          prizes={epoch.prizes.map(({ name, weight }) => ({ name: spoken(name), weight }))}
          rotation={rotation}
          turnsFor={turnsFor}
        />
      </div>
      <p className={classes.result} aria-live="polite">
        {isShown && draw !== null && words.result(draw)}
      </p>
      {spin === undefined && !isTurning ? (
        <NoSpins epoch={epoch} wasSpun={draw !== null} />
      ) : (
        <Form className={classes.form} onSubmit={submit}>
          <FailureNotice error={drawing.error} />
          <Button ref={button} type="submit" size="lg" loading={drawing.isPending}>
            {t(isTurning ? 'wheel.stop' : 'wheel.spin')}
          </Button>
          {spin !== undefined && (
            <>
              <Spins spins={usable} chosen={keyOf(spin)} onChoose={setChosen} />
              <div className={classes.number}>
                <TextInput
                  label={t('wheel.number')}
                  description={t('wheel.numberHelp')}
                  autoComplete="off"
                  error={isOwnNumber(number) ? undefined : t('wheel.numberWrong')}
                  {...bound(number, setNumber)}
                />
                <Button variant="default" onClick={() => setNumber(proposeNumber())}>
                  {t('wheel.otherNumber')}
                </Button>
              </div>
            </>
          )}
        </Form>
      )}
    </div>
  );
}

interface SpinsProps {
  readonly spins: readonly WheelSpin[];
  readonly chosen: string;
  readonly onChoose: (key: string) => void;
}

function Spins({ spins, chosen, onChoose }: SpinsProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const words = useWheelWords();
  return (
    <Radio.Group label={t('wheel.spins', { count: spins.length })} value={chosen} onChange={onChoose}>
      <div className={classes.spins}>
        {spins.map((spin) => (
          <Radio
            key={keyOf(spin)}
            size="md"
            value={keyOf(spin)}
            label={words.source(spin)}
            description={t('wheel.useBefore', { at: format.dateTime(spin.useBefore) })}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

interface NoSpinsProps {
  readonly epoch: PublicWheelEpoch;
  /** Whether the guest has just used the last spin; the focus was on its button, which is gone. */
  readonly wasSpun: boolean;
}

function NoSpins({ epoch: { leastSale, useDays }, wasSpun }: NoSpinsProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const words = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wasSpun && document.activeElement === document.body) words.current?.focus({ preventScroll: true });
  }, [wasSpun]);
  return (
    <div ref={words} tabIndex={-1} className={classes.none}>
      <p className={classes.text}>{t('wheel.noSpins')}</p>
      <p className={classes.soft}>{t('wheel.howToGet', { sum: format.money(leastSale), days: useDays })}</p>
    </div>
  );
}

/** A button is disabled while its request is under way, and loses the focus: it has it again for the turn that follows. */
function useFocusThatStays(canStop: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (canStop && document.activeElement === document.body) button.current?.focus({ preventScroll: true });
  }, [canStop]);
  return button;
}

function keyOf({ sourceKind, sourceId }: Pick<WheelSpin, 'sourceKind' | 'sourceId'>): string {
  return `${sourceKind}:${sourceId}`;
}
