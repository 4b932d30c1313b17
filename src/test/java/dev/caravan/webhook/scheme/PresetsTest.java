package dev.caravan.webhook.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.webhook.Delivery;
import dev.caravan.webhook.Judgement;
import dev.caravan.webhook.Judging;
import dev.caravan.webhook.Providers;
import dev.caravan.webhook.PublicKeySchemesTest;
import dev.caravan.webhook.ReceivedEvent;
import dev.caravan.webhook.Source;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each preset against a request that is signed by the steps of the provider's documentation. */
class PresetsTest {
  private static final Set<String> TOKENS = Set.of("token", "bearer", "basic");

  static List<String> presets() {
    return List.copyOf(Providers.all().keySet());
  }

  @Test
  void everyPresetIsTested() {
    assertThat(Presets.load().byName().keySet())
        .containsAll(presets())
        .containsAll(PublicKeySchemesTest.PRESETS)
        .hasSize(presets().size() + PublicKeySchemesTest.PRESETS.size());
  }

  @Test
  void everyPropertyOfAPresetIsOneOfASource() {
    List<String> setters =
        Arrays.stream(Source.class.getMethods()).map(method -> method.getName()).toList();
    assertThat(Presets.load().byName().values().stream().flatMap(each -> each.keySet().stream()))
        .allSatisfy(
            name ->
                assertThat(setters)
                    .contains("set" + name.substring(0, 1).toUpperCase() + name.substring(1)));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void aGenuineRequestIsAnEventOfItsIdAndType(String preset) {
    Providers provider = Providers.all().get(preset);
    Delivery delivery = provider.delivery();
    ReceivedEvent event = judge(preset, provider.secret()).accepts(delivery, Providers.NOW);
    assertThat(event.body()).isEqualTo(delivery.body());
    assertThat(event.type())
        .isEqualTo(provider.type().isEmpty() ? "webhook.test" : provider.type());
    if (provider.id().isEmpty()) {
      assertThat(event.id()).isNotBlank();
    } else {
      assertThat(event.id()).isEqualTo(provider.id());
    }
  }

  @ParameterizedTest
  @MethodSource("presets")
  void anotherSecretIsRefused(String preset) {
    Providers provider = Providers.all().get(preset);
    String other = provider.secret().replaceFirst("..$", "AA");
    judge(preset, other).refuses(provider.delivery(), Providers.NOW);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void eachOfTwoSecretsIsTaken(String preset) {
    Providers provider = Providers.all().get(preset);
    String other = provider.secret().replaceFirst("..$", "AA");
    judge(preset, other + ", " + provider.secret()).accepts(provider.delivery(), Providers.NOW);
    judge(preset, provider.secret() + "," + other).accepts(provider.delivery(), Providers.NOW);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void aChangedBodyIsRefusedWhereItIsSigned(String preset) {
    Providers provider = Providers.all().get(preset);
    Delivery genuine = provider.delivery();
    byte[] changed = genuine.body().clone();
    changed[changed.length - 2] ^= 1;
    Delivery tampered = genuine.withBody(changed);
    if (TOKENS.contains(preset) || preset.equals("mailgun")) {
      assertThat(judge(preset, provider.secret()).judge(tampered, Providers.NOW))
          .as("%s does not sign bodies, as docs/webhooks.md says", preset)
          .isInstanceOf(Judgement.Accepted.class);
    } else {
      judge(preset, provider.secret()).refuses(tampered, Providers.NOW);
    }
  }

  @ParameterizedTest
  @MethodSource("presets")
  void aRequestWithoutAnyHeaderIsRefused(String preset) {
    Providers provider = Providers.all().get(preset);
    Delivery bare = Delivery.post(provider.body().isEmpty() ? "{}" : provider.body());
    judge(preset, provider.secret()).refuses(bare, Providers.NOW);
  }

  private static Judging judge(String preset, String secrets) {
    Map<String, String> properties = new HashMap<>(Providers.all().get(preset).properties());
    properties.put("preset", preset);
    properties.put("secrets", secrets);
    return Judging.of(properties);
  }
}
