//! Settings: the order of the sources, what is refused and by which name, and the example file.

use super::*;

const EXAMPLE: &str = include_str!("../../config/switchboard.example.toml");

fn from_environment(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::load(&Sources { environment, ..Sources::default() })
}

fn file_with(text: &str) -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("switchboard.toml");
    std::fs::write(&path, text).unwrap();
    (folder, Sources { file: Some(path), ..Sources::default() })
}

#[test]
fn nothing_said_means_the_defaults() {
    assert_eq!(Settings::load(&Sources::default()).unwrap(), Settings::default());
}

#[test]
fn the_example_equals_the_defaults_and_names_every_key() {
    let (_folder, sources) = file_with(EXAMPLE);
    assert_eq!(Settings::load(&sources).unwrap(), Settings::default());
    let named: toml::Table = EXAMPLE.parse().unwrap();
    let all: toml::Table = Settings::default().to_toml().unwrap().parse().unwrap();
    for (section, keys) in &all {
        for key in keys.as_table().unwrap().keys() {
            assert!(
                named[section].as_table().unwrap().contains_key(key),
                "the example lacks {section}.{key}"
            );
        }
    }
}

#[test]
fn in_a_table_of_names_the_installation_gives_them() {
    let (_folder, sources) = file_with(
        "[buerokratt.mail_to]\nanna-1 = \"anna@example.org\"\n[buerokratt.widget]\nwidgetColor = \"#123456\"\n",
    );
    let Buerokratt { mail_to, widget, .. } = Settings::load(&sources).unwrap().buerokratt;
    assert_eq!(mail_to["anna-1"], "anna@example.org");
    assert_eq!(widget["widgetColor"], "#123456");
    let (_folder, sources) = file_with("[buerokratt.mail_too]\nanna = \"anna@example.org\"\n");
    assert!(matches!(Settings::load(&sources), Err(SettingsError::Unknown { .. })));
}

#[test]
fn every_key_of_the_example_is_explained() {
    let lines: Vec<&str> = EXAMPLE.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let is_key = line.contains(" = ") && !line.starts_with('#');
        assert!(
            !is_key || lines[number - 1].starts_with('#'),
            "no explanation above line {}: {line}",
            number + 1
        );
    }
}

#[test]
fn what_is_printed_reads_back_the_same() {
    let mut settings = Settings::default();
    settings.server.listen = "127.0.0.1:9".parse().unwrap();
    settings.log.format = LogFormat::Json;
    let (_folder, sources) = file_with(&settings.to_toml().unwrap());
    assert_eq!(Settings::load(&sources).unwrap(), settings);
}

#[test]
fn flags_win_over_environment_over_file_over_defaults() {
    let (_folder, mut sources) =
        file_with("[log]\nlevel = \"warn\"\n[server]\ndrain_ms = 500\nlisten = \"127.0.0.1:1\"");
    sources.environment = vec![
        ("SWITCHBOARD__SERVER__LISTEN".to_owned(), "127.0.0.1:2".to_owned()),
        ("SWITCHBOARD__LOG__LEVEL".to_owned(), "debug".to_owned()),
    ];
    sources.flags = vec![Flag { name: "--listen", key: "server.listen", value: "127.0.0.1:3".to_owned() }];
    let settings = Settings::load(&sources).unwrap();
    assert_eq!(settings.server.listen.port(), 3, "the flag");
    assert_eq!(settings.log.level, "debug", "the environment");
    assert_eq!(settings.server.drain_ms, 500, "the file");
    assert_eq!(settings.limits, Limits::default(), "the defaults");
}

#[test]
fn the_environment_spells_lists_and_booleans() {
    let settings = from_environment(&[
        ("SWITCHBOARD__SERVER__BEHIND_PROXY", "true"),
        ("SWITCHBOARD__SERVER__TRUSTED", "[\"10.0.0.1\"]"),
        ("SWITCHBOARD__SERVER__LISTEN", "0.0.0.0:7700"),
        ("UNRELATED__THING", "x"),
    ])
    .unwrap();
    assert!(settings.server.behind_proxy);
    assert_eq!(settings.server.trusted.len(), 1);
}

#[test]
fn a_variable_with_file_at_its_end_reads_the_value_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("level");
    std::fs::write(&path, "trace\n").unwrap();
    let settings = from_environment(&[("SWITCHBOARD__LOG__LEVEL_FILE", path.to_str().unwrap())]).unwrap();
    assert_eq!(settings.log.level, "trace");
}

#[test]
fn an_unknown_key_names_its_source_and_the_likely_one() {
    let (_folder, sources) = file_with("[server]\nlisten_on = \"127.0.0.1:1\"\n");
    let said = Settings::load(&sources).unwrap_err().to_string();
    assert!(said.contains("switchboard.toml") && said.contains("server.listen_on"), "{said}");
    assert!(said.contains("did you mean server.listen?"), "{said}");
    let said = from_environment(&[("SWITCHBOARD__LOGS__LEVEL", "info")]).unwrap_err().to_string();
    assert!(said.contains("SWITCHBOARD__LOGS__LEVEL") && said.contains("did you mean log?"), "{said}");
}

#[test]
fn a_wrong_type_names_its_source_and_key() {
    let said = from_environment(&[("SWITCHBOARD__MAILBOXES__HOST", "many")]).unwrap_err().to_string();
    assert!(said.contains("SWITCHBOARD__MAILBOXES__HOST") && said.contains("host"), "{said}");
    let (_folder, sources) = file_with("[server\n");
    assert!(Settings::load(&sources).unwrap_err().to_string().contains("switchboard.toml"));
}

#[test]
fn s2_a_public_bind_needs_tls_or_a_declared_proxy() {
    let said = from_environment(&[("SWITCHBOARD__SERVER__LISTEN", "0.0.0.0:7700")]).unwrap_err().to_string();
    for word in ["server.listen", "server.tls.cert", "behind_proxy"] {
        assert!(said.contains(word), "{said}");
    }
    let said = from_environment(&[("SWITCHBOARD__SERVER__METRICS_LISTEN", "[::]:9000")]).unwrap_err();
    assert!(said.to_string().contains("server.metrics_listen"), "the operators' door too: {said}");
    let said = from_environment(&[("SWITCHBOARD__SERVER__BEHIND_PROXY", "true")]).unwrap_err().to_string();
    assert!(said.contains("server.trusted"), "{said}");
    let said = from_environment(&[
        ("SWITCHBOARD__SERVER__BEHIND_PROXY", "true"),
        ("SWITCHBOARD__SERVER__TRUSTED", "[\"0.0.0.0\"]"),
    ]);
    assert!(said.unwrap_err().to_string().contains("server.trusted"), "nobody in particular");
    let with_tls = from_environment(&[
        ("SWITCHBOARD__SERVER__LISTEN", "0.0.0.0:7700"),
        ("SWITCHBOARD__SERVER__TLS__CERT", "cert.pem"),
        ("SWITCHBOARD__SERVER__TLS__KEY", "key.pem"),
    ]);
    assert!(with_tls.unwrap().server.is_secure());
    let half = from_environment(&[("SWITCHBOARD__SERVER__TLS__CERT", "cert.pem")]).unwrap_err();
    assert!(half.to_string().contains("server.tls"), "{half}");
}

#[test]
fn s4_unknown_keys_and_weak_settings_stop_the_start() {
    for (key, value, word) in [
        ("SERVER__TLS__CERTIFICATE", "x", "server.tls.certificate"),
        ("LIMITS__HELLO_WITHIN_MS", "600000", "limits.hello_within_ms"),
        ("LIMITS__FRAME_BYTES", "100000000", "limits.frame_bytes"),
        ("LIMITS__TEXT_BYTES", "16385", "limits.text_bytes"),
        ("LIMITS__PICTURE_BYTES", "6000000", "limits.picture_bytes"),
        ("LIMITS__PICTURES_AT_ONCE", "5000", "limits.pictures_at_once"),
        ("LIMITS__PICTURES_PER_ADDRESS", "0", "limits.pictures_per_address"),
        ("LIMITS__TYPING_PER_SECOND", "0", "limits.typing_per_second"),
        ("LIMITS__REQUESTS_PER_SECOND", "2000000", "limits.requests_per_second"),
        ("LIMITS__REQUESTS_AT_ONCE", "0", "limits.requests_at_once"),
        ("LIMITS__MESSAGES_PER_MINUTE", "0", "limits.messages_per_minute"),
        ("LIMITS__CONNECTIONS_PER_CUSTOMER", "0", "limits.connections_per_customer"),
        ("LIMITS__CONNECTIONS_PER_ADDRESS", "0", "limits.connections_per_address"),
        ("LIMITS__TCP_CONNECTIONS", "0", "limits.tcp_connections"),
        ("LIMITS__TCP_CONNECTIONS_PER_ADDRESS", "0", "limits.tcp_connections_per_address"),
        ("LIMITS__CALLS_AT_ONCE", "0", "limits.calls_at_once"),
        ("LIMITS__DISK_REFUSE_BYTES", "1000000000000", "limits.disk_refuse_bytes"),
        ("SERVER__PATH_PREFIX", "/chat", "behind_proxy"),
        ("SERVER__DRAIN_MS", "60000", "server.drain_ms"),
    ] {
        let key = format!("SWITCHBOARD__{key}");
        let said = from_environment(&[(&key, value)]).unwrap_err().to_string();
        assert!(said.contains(word), "{key}: {said}");
    }
}

#[test]
fn a_path_prefix_is_a_plain_path() {
    for (prefix, good) in [
        ("/chat", true),
        ("/a/b-c_1", true),
        ("chat", false),
        ("/", false),
        ("/chat/", false),
        ("/../x", false),
        ("/a b", false),
    ] {
        let loaded = from_environment(&[
            ("SWITCHBOARD__SERVER__BEHIND_PROXY", "true"),
            ("SWITCHBOARD__SERVER__TRUSTED", "[\"10.0.0.1\"]"),
            ("SWITCHBOARD__SERVER__PATH_PREFIX", prefix),
        ]);
        assert_eq!(loaded.is_ok(), good, "{prefix}: {loaded:?}");
    }
}

#[test]
fn every_problem_is_said_at_once() {
    let SettingsError::Invalid(problems) = from_environment(&[
        ("SWITCHBOARD__MAILBOXES__HOST", "0"),
        ("SWITCHBOARD__LIMITS__FRAME_BYTES", "0"),
        ("SWITCHBOARD__LOG__LEVEL", "a=b=c"),
    ])
    .unwrap_err() else {
        panic!("expected a list of problems")
    };
    let keys: Vec<_> = problems.iter().map(|problem| problem.key).collect();
    assert_eq!(keys, ["limits.frame_bytes", "mailboxes.host", "log.level"]);
}

#[test]
fn zero_arbiters_means_one_per_core_less_one() {
    assert!(Actors::default().threads() >= 1);
    assert_eq!(Actors { arbiters: 3, ..Actors::default() }.threads(), 3);
}
