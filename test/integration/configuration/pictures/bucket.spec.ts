import sharp from 'sharp';
import { PictureRemovalsJob } from '../../../../src/configuration/pictures/picture-removals.job';
import { BucketStore, DatabaseStore } from '../../../../src/configuration/pictures/picture-stores';
import { Pictures } from '../../../../src/configuration/pictures/pictures';
import { Database } from '../../../../src/platform/database/database';
import { settings } from '../../../../src/platform/settings/settings';
import { Audit, NO_ORIGIN } from '../../../../src/security';
import { BucketDouble } from '../../../doubles/bucket-double';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;

describe('a picture in a bucket', () => {
  let test: TestApp;
  let double: BucketDouble;
  let network: TillNetwork;
  let pictures: Pictures;

  beforeAll(async () => {
    test = await applicationOfWorker();
    double = await BucketDouble.start();
    jest.replaceProperty(settings, 'picturesBucket', double.bucket);
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    const { app } = test;
    pictures = new Pictures(app.get(Database), app.get(Audit), app.get(DatabaseStore), app.get(BucketStore));
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await double.close();
    await test.close();
  });

  const photo = () =>
    sharp({ create: { width: 700, height: 400, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
  const objects = () => [...double.objects.keys()].filter((name) => name.includes(network.id));
  const inNetwork = () => test.app.get(Database);
  const put = async () => {
    const picture = await pictures.prepare(network.id, await photo());
    const subject = { owner: 'RESTAURANT', id: network.restaurantId } as const;
    return inNetwork().inNetwork(network.id, (tx) => pictures.put(tx, network.id, subject, picture, AUTHOR));
  };
  const removeDue = () => test.app.get(PictureRemovalsJob).removeDue();

  it('is served from there, and leaves with its row', async () => {
    const { hash } = await put();
    expect(objects()).toHaveLength(3);
    const served = await test.api().get(`/api/pictures/${network.id}/${hash}/640`).expect(200);
    expect(await sharp(served.body as Buffer).metadata()).toMatchObject({ format: 'webp', width: 640 });
    await removeDue();
    expect(objects()).toHaveLength(3);
    // The same bytes put again are another picture: its objects stay when those of the first are removed.
    await put();
    expect(objects()).toHaveLength(6);
    await removeDue();
    expect(objects()).toHaveLength(3);
    await test.api().get(`/api/pictures/${network.id}/${hash}/640`).expect(200);
    await inNetwork().inNetwork(network.id, (tx) => pictures.removeAll(tx, network.id));
    await removeDue();
    expect(objects()).toEqual([]);
  });

  it('that did not come to its end is removed later, and one whose bucket is down is not set', async () => {
    await pictures.prepare(network.id, await photo());
    await removeDue();
    expect(objects()).toHaveLength(3);
    await inNetwork().inNetwork(network.id, (tx) =>
      tx.query('UPDATE picture_removals SET due_at = now() WHERE network_id = $1', [network.id]),
    );
    await removeDue();
    expect(objects()).toEqual([]);
    double.isDown = true;
    await expect(put()).rejects.toMatchObject({ code: 'unavailable' });
    double.isDown = false;
  });
});
