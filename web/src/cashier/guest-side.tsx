import { useTranslation } from '../shared/i18n/use-translation';
import { ProblemNotice } from '../shared/ui/problem-notice';
import classes from './cashier-screen.module.css';
import { DemoGuests } from './find/demo-guests';
import { FindGuest } from './find/find-guest';
import { GuestCard } from './guest/guest-card';
import { RecentActs } from './shift/recent-acts';
import { isOpen, isUnderWay, type TillDialog, type TillMachine } from './machine/till.state';
import type { Till } from './till/till';
import type { TillFields } from './use-cue';
import type { GuestAtTill } from './use-guest-at-till';
import { useTillWords } from './words/use-till-words';

interface GuestSideProps {
  readonly machine: TillMachine;
  readonly till: Till;
  readonly found: GuestAtTill;
  readonly fields: TillFields;
}

/** The guest of the check; without one, what finds a guest, and the last acts. */
export function GuestSide({ machine: { state, send }, till, found, fields }: GuestSideProps) {
  const words = useTillWords();
  const { guest, error, take } = found;
  const notice = useNotice(state.notice, guest?.id ?? null, state.step.kind === 'done');
  const open = (dialog: TillDialog) => send({ kind: 'opened', dialog });
  return (
    <>
      {guest === null ? (
        <>
          <FindGuest
            handle={fields.find}
            isLocked={isOpen(state)}
            onFound={take}
            onCamera={() => open({ kind: 'camera' })}
            onGiftCard={(code) => open({ kind: 'gifts', code })}
            onNewGuest={(phone) => open({ kind: 'newGuest', phone })}
          />
          <DemoGuests onChoose={(phone) => fields.find.current?.find(phone)} />
          {state.step.kind !== 'done' && (
            <RecentActs pointOfSaleId={till.pointOfSaleId} onChoose={(actId) => open({ kind: 'shift', actId })} />
          )}
        </>
      ) : (
        <GuestCard
          guest={guest}
          till={till}
          canLeave={!isUnderWay(state)}
          onLeave={() => send({ kind: 'left' })}
          onManual={() => open({ kind: 'manual' })}
        />
      )}
      {error !== null && <ProblemNotice words={words(error)} />}
      {notice !== null && (
        <p className={classes.undone} role="status">
          {notice}
        </p>
      )}
    </>
  );
}

/** The text of a notice; null: there is none, or it concerns another guest. */
function useNotice(notice: TillMachine['state']['notice'], guestId: string | null, isDone: boolean): string | null {
  const { t } = useTranslation('cashier');
  if (notice === null) return null;
  if (notice.kind === 'undone') return t('done.undone');
  if (notice.kind === 'joined')
    return notice.guestId === guestId ? t('newGuest.joined', { count: notice.points }) : null;
  return guestId === null && !isDone ? t('redeem.guestFirst') : null;
}
