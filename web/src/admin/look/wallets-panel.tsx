import { Button, FileInput, Flex, NativeSelect, type NativeSelectProps, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  putAppleWallet,
  putGoogleWallet,
  removeWallet,
  testWallet,
  type WalletAccount,
  type WalletName,
  walletsQuery,
} from '../../entities/look/wallets.api';
import { base64Of } from '../../shared/api/base64';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { SecretInput } from '../../shared/ui/secret-input';
import { useFields } from '../../shared/ui/use-fields';
import classes from './look-page.module.css';

const DAY_MS = 86_400_000;
/** A new certificate from Apple takes a person some days. */
const WARNED_DAYS = 30;
const BARCODES = ['QR', 'CODE_128'] as const;
type Barcode = (typeof BARCODES)[number];

const APPLE_FILES = ['certificate', 'issuer', 'key'] as const;
const APPLE = {
  certificate: null as File | null,
  issuer: null as File | null,
  key: null as File | null,
  passphrase: '',
  barcode: 'QR' as Barcode,
};
/** The form's values after its files were chosen. */
type FilledValues<Values> = { [Name in keyof Values]: NonNullable<Values[Name]> };

/** Passes of phones' wallets: the certificate of Apple and the service account of Google, until when they are good, and a test. */
export function WalletsPanel() {
  const { t } = useTranslation('admin');
  const wallets = useQuery(walletsQuery);
  const accountOf = (wallet: WalletName) => wallets.data?.items.find((one) => one.wallet === wallet);
  return (
    <>
      <Panel title={t('look.wallets.APPLE')}>
        <Help>{t('look.wallets.appleHelp')}</Help>
        {wallets.isPending && <Loading />}
        <FailureNotice error={wallets.error} retry={wallets} />
        {wallets.data?.hasAddress === false && (
          <Notice title={t('look.wallets.noAddress')} help={t('look.wallets.noAddressHelp')} />
        )}
        {wallets.data !== undefined && (
          <>
            <Account account={accountOf('APPLE')} />
            <AppleForm key={accountOf('APPLE')?.setAt} hasAccount={accountOf('APPLE') !== undefined} />
          </>
        )}
      </Panel>
      <Panel title={t('look.wallets.GOOGLE')}>
        <Help>{t('look.wallets.googleHelp')}</Help>
        {wallets.data !== undefined && (
          <>
            <Account account={accountOf('GOOGLE')} />
            <GoogleForm key={accountOf('GOOGLE')?.setAt} account={accountOf('GOOGLE')} />
          </>
        )}
      </Panel>
    </>
  );
}

function Account({ account }: { readonly account: WalletAccount | undefined }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const [isLeaving, setIsLeaving] = useState(false);
  const testing = useMutation({ mutationFn: testWallet });
  const removing = useMutation({
    mutationFn: removeWallet,
    onSuccess: (now) => {
      queries.setQueryData(walletsQuery.queryKey, now);
      setIsLeaving(false);
    },
  });
  if (account === undefined) return <Help>{t('look.wallets.none')}</Help>;
  const { wallet, endsAt } = account;
  const days = endsAt === null ? null : Math.floor((Date.parse(endsAt) - Date.now()) / DAY_MS);
  return (
    <>
      <dl className={classes.values}>
        <dt>{t(`look.wallets.account.${wallet}`)}</dt>
        <dd>{account.account}</dd>
        <dt>{t(`look.wallets.holder.${wallet}`)}</dt>
        <dd>{account.holder}</dd>
        {endsAt !== null && (
          <>
            <dt>{t('look.wallets.ends')}</dt>
            <dd>{format.date(endsAt)}</dd>
          </>
        )}
      </dl>
      {days !== null && days < WARNED_DAYS && (
        <Notice
          tone={days < 0 ? 'bad' : 'plain'}
          title={days < 0 ? t('look.wallets.ended') : t('look.wallets.endsSoon', { days })}
          help={t('look.wallets.renew')}
        />
      )}
      <FailureNotice error={testing.error} />
      {testing.data !== undefined && (
        <p role="status">
          {testing.data.failure === null
            ? t('look.wallets.works')
            : t('look.wallets.fails', { reason: testing.data.failure })}
        </p>
      )}
      <Flex gap={8} wrap="wrap">
        <Button variant="default" loading={testing.isPending} onClick={() => testing.mutate(wallet)}>
          {t('look.wallets.test')}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            removing.reset();
            setIsLeaving(true);
          }}
        >
          {t('look.wallets.remove')}
        </Button>
      </Flex>
      {isLeaving && (
        <Dialog title={t('look.wallets.removeTitle')} onClose={() => setIsLeaving(false)}>
          <Stack gap={16}>
            <Help>{t('look.wallets.removeHelp')}</Help>
            <FailureNotice error={removing.error} />
            <Button color="red" loading={removing.isPending} onClick={() => removing.mutate(wallet)}>
              {t('look.wallets.remove')}
            </Button>
          </Stack>
        </Dialog>
      )}
    </>
  );
}

function AppleForm({ hasAccount }: { readonly hasAccount: boolean }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const putting = useMutation({
    mutationFn: async ({ certificate, issuer, key, ...rest }: FilledValues<typeof APPLE>) =>
      putAppleWallet({
        certificate: await certificateIn(certificate),
        issuer: await certificateIn(issuer),
        key: await key.text(),
        passphrase: rest.passphrase || null,
        barcode: rest.barcode,
      }),
    onSuccess: (now) => queries.setQueryData(walletsQuery.queryKey, now),
  });
  const { field, onSubmit } = useFields({
    initial: APPLE,
    check: (files) =>
      Object.fromEntries(APPLE_FILES.map((name) => [name, files[name] === null && t('look.wallets.fileNeeded')])),
  });
  const submit = onSubmit((values) => putting.mutate(values as FilledValues<typeof APPLE>));
  return (
    <Form onSubmit={submit}>
      {APPLE_FILES.map((name) => (
        <FileInput
          key={name}
          size="md"
          clearable
          label={t(`look.wallets.${name}`)}
          description={t(`look.wallets.${name}Help`)}
          placeholder={t('look.wallets.choose')}
          {...field(name)}
          onChange={(file) => {
            field(name).onChange(file);
            putting.reset();
          }}
        />
      ))}
      <SecretInput
        size="md"
        label={t('look.wallets.passphrase')}
        description={t('look.wallets.passphraseHelp')}
        autoComplete="off"
        maxLength={500}
        {...field('passphrase')}
      />
      <BarcodeInput {...field('barcode')} />
      <FailureNotice error={putting.error} />
      <Flex gap={8} wrap="wrap">
        <Button type="submit" variant="default" loading={putting.isPending}>
          {t(hasAccount ? 'look.wallets.replace' : 'look.wallets.enter')}
        </Button>
      </Flex>
    </Form>
  );
}

function GoogleForm({ account }: { readonly account: WalletAccount | undefined }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const { field, onSubmit } = useFields({
    initial: {
      issuerId: account?.account ?? '',
      key: null as File | null,
      barcode: account?.barcode ?? 'QR',
    },
    check: ({ issuerId, key }) => ({
      issuerId: !/^\d{5,25}$/.test(issuerId.trim()) && t('look.wallets.issuerIdNeeded'),
      key: key === null && t('look.wallets.fileNeeded'),
    }),
  });
  const putting = useMutation({
    mutationFn: async ({ issuerId, key, barcode }: { issuerId: string; key: File | null; barcode: Barcode }) =>
      putGoogleWallet({ issuerId: issuerId.trim(), key: (await key?.text()) ?? '', barcode }),
    onSuccess: (now) => queries.setQueryData(walletsQuery.queryKey, now),
  });
  const submit = onSubmit((values) => putting.mutate(values));
  return (
    <Form onSubmit={submit}>
      <TextInput
        size="md"
        inputMode="numeric"
        label={t('look.wallets.account.GOOGLE')}
        description={t('look.wallets.issuerIdHelp')}
        maxLength={30}
        {...field('issuerId')}
      />
      <FileInput
        size="md"
        clearable
        label={t('look.wallets.googleKey')}
        description={t('look.wallets.googleKeyHelp')}
        placeholder={t('look.wallets.choose')}
        {...field('key')}
        onChange={(chosen) => {
          field('key').onChange(chosen);
          putting.reset();
        }}
      />
      <BarcodeInput {...field('barcode')} />
      <FailureNotice error={putting.error} />
      <Flex gap={8} wrap="wrap">
        <Button type="submit" variant="default" loading={putting.isPending}>
          {t(account === undefined ? 'look.wallets.enter' : 'look.wallets.replace')}
        </Button>
      </Flex>
    </Form>
  );
}

function BarcodeInput(field: Pick<NativeSelectProps, 'value' | 'onChange'>) {
  const { t } = useTranslation('admin');
  return (
    <NativeSelect
      size="md"
      label={t('look.wallets.barcode')}
      description={t('look.wallets.barcodeHelp')}
      data={BARCODES.map((barcode) => ({ value: barcode, label: t(`look.wallets.barcodes.${barcode}`) }))}
      {...field}
    />
  );
}

/** A certificate as PEM, or the file that Apple gives in base64. */
async function certificateIn(file: File): Promise<string> {
  const text = await file.text();
  return text.includes('-----BEGIN') ? text : base64Of(file);
}
