import { Button, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type BoundDevice, keepDevice, makeTillKey, readDevice } from '../../entities/session/bound-device';
import { readOwnTill, type TillCredentials } from '../../entities/session/till-sign-in.api';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { usePageTitle } from '../../shared/ui/page-title';
import { useProblemWords } from '../../shared/ui/problem-notice';
import { useScanner } from '../find/use-scanner';
import { enter, forgetBinding, listTellers, type Teller } from './change-of-cashier';
import { DemoPins, DemoTill } from './demo-till';
import { PinPad } from './pin-pad';
import classes from './pin.module.css';

/** How often an unbound till asks whether a manager has entered its code. */
const LOOK_AGAIN_MS = 3_000;
/** A code that somebody has seen is shown no longer than this. */
const CODE_SHOWN_MS = 10 * 60_000;
/** The till reads the names of its cashiers again this often, because a colleague may have set a PIN. */
const PEOPLE_AGAIN_MS = 30_000;

interface PinPageProps {
  readonly onPassword: () => void;
}

/** The sign-in of a bound till: its people, a PIN or a card; before, the code by which a manager binds it. */
export function PinPage({ onPassword }: PinPageProps) {
  const [device, setDevice] = useState(readDevice);
  const [wasUnbound, setWasUnbound] = useState(false);

  function bind(bound: BoundDevice): void {
    keepDevice(bound);
    setDevice(bound);
    setWasUnbound(false);
  }

  function unbind(): void {
    void forgetBinding();
    setDevice(null);
    setWasUnbound(true);
  }

  return (
    <div className={classes.page}>
      {device === null ? (
        <Binding wasUnbound={wasUnbound} onBound={bind} />
      ) : (
        <Tellers device={device} onUnbound={unbind} />
      )}
      <ToPassword onPassword={onPassword} />
    </div>
  );
}

function ToPassword({ onPassword }: PinPageProps) {
  const { t } = useTranslation('cashier');
  return (
    <Button variant="subtle" h={48} onClick={onPassword}>
      {t('pin.byPassword')}
    </Button>
  );
}

interface BindingProps {
  /** True when the page was left because a manager ended the binding of the till. */
  readonly wasUnbound: boolean;
  readonly onBound: (device: BoundDevice) => void;
}

/** Shows the code of this device until a manager has entered it. */
function Binding({ wasUnbound, onBound }: BindingProps) {
  const { t } = useTranslation('cashier');
  const words = useProblemWords();
  usePageTitle(t('pin.bindTitle'));
  const [key, setKey] = useState(makeTillKey);
  useEffect(() => {
    const timer = window.setTimeout(() => setKey(makeTillKey()), CODE_SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [key]);
  const own = useQuery({
    queryKey: ['tills', 'own', key],
    queryFn: () => readOwnTill(key),
    refetchInterval: LOOK_AGAIN_MS,
    gcTime: 0,
  });
  const till = own.data?.till ?? null;
  useEffect(() => {
    if (till !== null) onBound({ key, till });
  });
  const code = own.data?.code ?? null;
  return (
    <section className={classes.panel}>
      <h1 className={classes.title}>{t('pin.bindTitle')}</h1>
      {wasUnbound && <Notice tone="bad" title={t('pin.unboundTitle')} help={t('pin.unboundHelp')} />}
      <Text c="dimmed">{t('pin.bindHelp')}</Text>
      {own.isError ? (
        <Notice tone="bad" {...words(own.error)} actions={[{ label: t('retry'), onClick: () => void own.refetch() }]} />
      ) : code === null ? (
        <Loading />
      ) : (
        <output className={classes.code} aria-label={t('pin.code')}>
          {`${code.slice(0, 4)}-${code.slice(4)}`}
        </output>
      )}
      <Button variant="default" h={48} onClick={() => setKey(makeTillKey())}>
        {t('pin.otherCode')}
      </Button>
      <DemoTill onTake={setKey} />
    </section>
  );
}

interface TellersProps {
  readonly device: BoundDevice;
  readonly onUnbound: () => void;
}

/** The people of the till. One taps their name and types the PIN, or reads a card. */
function Tellers({ device, onUnbound }: TellersProps) {
  const { t } = useTranslation('cashier');
  const words = usePinWords();
  usePageTitle(t('pin.title'));
  const [chosen, setChosen] = useState<Teller | null>(null);
  const tellers = useQuery({
    queryKey: ['tills', 'own', 'people', device.till.id],
    queryFn: () => listTellers(device),
    refetchInterval: PEOPLE_AGAIN_MS,
    gcTime: 0,
    retry: false,
  });
  const entering = useMutation({ mutationFn: (credentials: TillCredentials) => enter(device, credentials) });
  const isUnbound = [tellers.error, entering.error].some(
    (error) => error instanceof ApiProblem && error.code === 'till_not_bound',
  );
  useEffect(() => {
    if (isUnbound) onUnbound();
  });
  useScanner({ onScan: (card) => !entering.isPending && entering.mutate({ card }) });

  function choose(teller: Teller | null): void {
    entering.reset();
    setChosen(teller);
  }

  const failure = entering.isError && !isUnbound ? <Notice tone="bad" {...words(entering.error)} /> : null;
  if (chosen !== null)
    return (
      <section className={classes.panel}>
        <h1 className={classes.title}>{nameOf(chosen, t('pin.noName'))}</h1>
        <PinPad
          isBusy={entering.isPending}
          failure={failure}
          attempt={entering.submittedAt}
          onEnter={(pin) => entering.mutate({ userId: chosen.id, pin })}
          onBack={() => choose(null)}
        />
        <DemoPins names={[chosen.name]} />
      </section>
    );

  const { restaurantName, name } = device.till;
  return (
    <section className={classes.panel}>
      <h1 className={classes.title}>{t('pin.title')}</h1>
      <Text c="dimmed">{`${restaurantName} · ${name}`}</Text>
      {failure}
      {tellers.data?.isByServer === false && <Notice title={t('connection.title')} help={t('pin.offlineHelp')} />}
      {tellers.isError && !isUnbound && (
        <Notice
          tone="bad"
          {...words(tellers.error)}
          actions={[{ label: t('retry'), onClick: () => void tellers.refetch() }]}
        />
      )}
      {tellers.isPending && <Loading />}
      {tellers.data?.people.length === 0 && <Notice title={t('pin.emptyTitle')} help={t('pin.emptyHelp')} />}
      <div className={classes.people}>
        {tellers.data?.people.map((teller) => (
          <button
            key={teller.id}
            type="button"
            className={classes.person}
            disabled={!teller.hasPin}
            onClick={() => choose(teller)}
          >
            {nameOf(teller, t('pin.noName'))}
            {teller.isLocked && <span className={classes.note}>{t('pin.locked')}</span>}
            {!teller.hasPin && <span className={classes.note}>{t('pin.cardAlone')}</span>}
          </button>
        ))}
      </div>
      <Text c="dimmed">{t('pin.cardHelp')}</Text>
      <DemoPins names={tellers.data?.people.map(({ name }) => name) ?? []} />
    </section>
  );
}

function nameOf({ name }: Teller, none: string): string {
  return name === '' ? none : name;
}

/** Words for a refusal at this till, with the next step. No person is signed in, so those of a network's till are not at hand. */
function usePinWords(): (error: unknown) => { readonly title: string; readonly help: string } {
  const { t } = useTranslation('cashier');
  const words = useProblemWords();
  return (error) => {
    const code = PIN_CODES.find((known) => error instanceof ApiProblem && known === error.code);
    if (code === undefined) return words(error);
    if (code === 'locked_out') return { title: t('pin.lockedTitle'), help: t('pin.lockedHelp') };
    return { title: t(`problem.${code}.title`), help: t(`problem.${code}.help`) };
  };
}

const PIN_CODES = ['invalid_pin', 'pin_locked', 'pin_unknown_offline', 'locked_out'] as const;
