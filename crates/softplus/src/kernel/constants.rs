//! Constants of the kernels, written by `cargo xtask gen` from proofs/softplus/constants.sollya. Do not edit.

use crate::num::hex::hex;

/// For the narrow types: 2^-43 is enough.
pub(crate) mod narrow {
    use super::hex;

    /// 16/ln 2.
    pub(crate) const STEPS_PER_UNIT: f64 = hex("0x1.71547652b82fep4");
    /// ln 2/16 to 40 bits: its product with an integer below 2^13 is exact.
    pub(crate) const STEP_HIGH: f64 = hex("0x1.62e42fefa4p-5");
    /// The rest of ln 2/16.
    pub(crate) const STEP_LOW: f64 = hex("-0x1.8432a1b0e2634p-47");
    /// e^r = 1 + r + r^2 (c0 + c1 r + ...) for |r| <= ln 2/32; relative error below 2^-47.3.
    pub(crate) static EXP: [f64; 4] = [
        hex("0x1.fffffffdc017bp-2"), hex("0x1.555555576abf9p-3"), hex("0x1.55573b73948fbp-5"), hex("0x1.11108d2308052p-7"),
    ];
    /// 2^(j/16).
    pub(crate) static EXP2: [f64; 16] = [
        hex("0x1p0"), hex("0x1.0b5586cf9890fp0"), hex("0x1.172b83c7d517bp0"), hex("0x1.2387a6e756238p0"),
        hex("0x1.306fe0a31b715p0"), hex("0x1.3dea64c123422p0"), hex("0x1.4bfdad5362a27p0"), hex("0x1.5ab07dd485429p0"),
        hex("0x1.6a09e667f3bcdp0"), hex("0x1.7a11473eb0187p0"), hex("0x1.8ace5422aa0dbp0"), hex("0x1.9c49182a3f09p0"),
        hex("0x1.ae89f995ad3adp0"), hex("0x1.c199bdd85529cp0"), hex("0x1.d5818dcfba487p0"), hex("0x1.ea4afa2a490dap0"),
    ];
    /// c = 1/(1 + i/15), rounded.
    pub(crate) static RECIPROCAL: [f64; 16] = [
        hex("0x1p0"), hex("0x1.ep-1"), hex("0x1.c3c3c3c3c3c3cp-1"), hex("0x1.aaaaaaaaaaaabp-1"),
        hex("0x1.9435e50d79436p-1"), hex("0x1.8p-1"), hex("0x1.6db6db6db6db7p-1"), hex("0x1.5d1745d1745d1p-1"),
        hex("0x1.4de9bd37a6f4ep-1"), hex("0x1.4p-1"), hex("0x1.3333333333333p-1"), hex("0x1.2762762762762p-1"),
        hex("0x1.1c71c71c71c72p-1"), hex("0x1.1249249249249p-1"), hex("0x1.08d3dcb08d3ddp-1"), hex("0x1p-1"),
    ];
    /// -ln c of the rounded c.
    pub(crate) static MINUS_LN: [f64; 16] = [
        0.0, hex("0x1.08598b59e3a07p-4"), hex("0x1.005588ad375aep-3"), hex("0x1.7565011e49675p-3"),
        hex("0x1.e41fccb76b0d7p-3"), hex("0x1.269621134db92p-2"), hex("0x1.588c2d913348fp-2"), hex("0x1.882f1ef83ed45p-2"),
        hex("0x1.b5b3e24235e88p-2"), hex("0x1.e148a1a2726cep-2"), hex("0x1.058aefa811452p-1"), hex("0x1.199fac68b4ab8p-1"),
        hex("0x1.2cf25fad8f1c3p-1"), hex("0x1.3f91275240811p-1"), hex("0x1.5188a4a02d7fep-1"), hex("0x1.62e42fefa39efp-1"),
    ];
    /// ln(1+r) = r + r^2 (c0 + c1 r + ...) for |r| <= 1/30; relative error below 2^-49.1.
    pub(crate) static LOG1P: [f64; 7] = [
        hex("-0x1.fffffffffffc8p-2"), hex("0x1.55555555d08f5p-2"), hex("-0x1.00000000df693p-2"), hex("0x1.99998510b89acp-3"),
        hex("-0x1.55553c555952ap-3"), hex("0x1.250ec5e9063e7p-3"), hex("-0x1.007d84a6103fep-3"),
    ];
}

/// For f64: double-double.
pub(crate) mod wide {
    use super::hex;

    /// 128/ln 2.
    pub(crate) const STEPS_PER_UNIT: f64 = hex("0x1.71547652b82fep7");
    /// ln 2/128 to 35 bits: its product with an integer below 2^18 is exact.
    pub(crate) const STEP_HIGH: f64 = hex("0x1.62e42fefcp-8");
    /// The next 35 bits.
    pub(crate) const STEP_MIDDLE: f64 = hex("-0x1.c610ca86cp-44");
    /// The rest of ln 2/128.
    pub(crate) const STEP_LOW: f64 = hex("-0x1.c4c67fc0d0951p-83");
    /// e^r = 1 + r + r^2/2 + r^3/6 + r^4/24 + r^5 (c0 + c1 r + ...) for |r| <= ln 2/256; relative error below 2^-98.2.
    pub(crate) static EXP: [f64; 4] = [
        hex("0x1.1111111111106p-7"), hex("0x1.6c16c16c16c1ep-10"), hex("0x1.a01a046b4c06cp-13"), hex("0x1.a01a03295a3f1p-16"),
    ];
    /// 1, 1/2, 1/6, 1/24 in two parts each.
    pub(crate) static EXP_HEAD: [(f64, f64); 4] = [
        (hex("0x1p0"), 0.0),
        (hex("0x1p-1"), 0.0),
        (hex("0x1.5555555555555p-3"), hex("0x1.5555555555555p-57")),
        (hex("0x1.5555555555555p-5"), hex("0x1.5555555555555p-59")),
    ];
    /// 2^(j/128).
    pub(crate) static EXP2_HIGH: [f64; 128] = [
        hex("0x1p0"), hex("0x1.0163da9fb3335p0"), hex("0x1.02c9a3e778061p0"), hex("0x1.04315e86e7f85p0"),
        hex("0x1.059b0d3158574p0"), hex("0x1.0706b29ddf6dep0"), hex("0x1.0874518759bc8p0"), hex("0x1.09e3ecac6f383p0"),
        hex("0x1.0b5586cf9890fp0"), hex("0x1.0cc922b7247f7p0"), hex("0x1.0e3ec32d3d1a2p0"), hex("0x1.0fb66affed31bp0"),
        hex("0x1.11301d0125b51p0"), hex("0x1.12abdc06c31ccp0"), hex("0x1.1429aaea92dep0"), hex("0x1.15a98c8a58e51p0"),
        hex("0x1.172b83c7d517bp0"), hex("0x1.18af9388c8deap0"), hex("0x1.1a35beb6fcb75p0"), hex("0x1.1bbe084045cd4p0"),
        hex("0x1.1d4873168b9aap0"), hex("0x1.1ed5022fcd91dp0"), hex("0x1.2063b88628cd6p0"), hex("0x1.21f49917ddc96p0"),
        hex("0x1.2387a6e756238p0"), hex("0x1.251ce4fb2a63fp0"), hex("0x1.26b4565e27cddp0"), hex("0x1.284dfe1f56381p0"),
        hex("0x1.29e9df51fdee1p0"), hex("0x1.2b87fd0dad99p0"), hex("0x1.2d285a6e4030bp0"), hex("0x1.2ecafa93e2f56p0"),
        hex("0x1.306fe0a31b715p0"), hex("0x1.32170fc4cd831p0"), hex("0x1.33c08b26416ffp0"), hex("0x1.356c55f929ff1p0"),
        hex("0x1.371a7373aa9cbp0"), hex("0x1.38cae6d05d866p0"), hex("0x1.3a7db34e59ff7p0"), hex("0x1.3c32dc313a8e5p0"),
        hex("0x1.3dea64c123422p0"), hex("0x1.3fa4504ac801cp0"), hex("0x1.4160a21f72e2ap0"), hex("0x1.431f5d950a897p0"),
        hex("0x1.44e086061892dp0"), hex("0x1.46a41ed1d0057p0"), hex("0x1.486a2b5c13cdp0"), hex("0x1.4a32af0d7d3dep0"),
        hex("0x1.4bfdad5362a27p0"), hex("0x1.4dcb299fddd0dp0"), hex("0x1.4f9b2769d2ca7p0"), hex("0x1.516daa2cf6642p0"),
        hex("0x1.5342b569d4f82p0"), hex("0x1.551a4ca5d920fp0"), hex("0x1.56f4736b527dap0"), hex("0x1.58d12d497c7fdp0"),
        hex("0x1.5ab07dd485429p0"), hex("0x1.5c9268a5946b7p0"), hex("0x1.5e76f15ad2148p0"), hex("0x1.605e1b976dc09p0"),
        hex("0x1.6247eb03a5585p0"), hex("0x1.6434634ccc32p0"), hex("0x1.6623882552225p0"), hex("0x1.68155d44ca973p0"),
        hex("0x1.6a09e667f3bcdp0"), hex("0x1.6c012750bdabfp0"), hex("0x1.6dfb23c651a2fp0"), hex("0x1.6ff7df9519484p0"),
        hex("0x1.71f75e8ec5f74p0"), hex("0x1.73f9a48a58174p0"), hex("0x1.75feb564267c9p0"), hex("0x1.780694fde5d3fp0"),
        hex("0x1.7a11473eb0187p0"), hex("0x1.7c1ed0130c132p0"), hex("0x1.7e2f336cf4e62p0"), hex("0x1.80427543e1a12p0"),
        hex("0x1.82589994cce13p0"), hex("0x1.8471a4623c7adp0"), hex("0x1.868d99b4492edp0"), hex("0x1.88ac7d98a6699p0"),
        hex("0x1.8ace5422aa0dbp0"), hex("0x1.8cf3216b5448cp0"), hex("0x1.8f1ae99157736p0"), hex("0x1.9145b0b91ffc6p0"),
        hex("0x1.93737b0cdc5e5p0"), hex("0x1.95a44cbc8520fp0"), hex("0x1.97d829fde4e5p0"), hex("0x1.9a0f170ca07bap0"),
        hex("0x1.9c49182a3f09p0"), hex("0x1.9e86319e32323p0"), hex("0x1.a0c667b5de565p0"), hex("0x1.a309bec4a2d33p0"),
        hex("0x1.a5503b23e255dp0"), hex("0x1.a799e1330b358p0"), hex("0x1.a9e6b5579fdbfp0"), hex("0x1.ac36bbfd3f37ap0"),
        hex("0x1.ae89f995ad3adp0"), hex("0x1.b0e07298db666p0"), hex("0x1.b33a2b84f15fbp0"), hex("0x1.b59728de5593ap0"),
        hex("0x1.b7f76f2fb5e47p0"), hex("0x1.ba5b030a1064ap0"), hex("0x1.bcc1e904bc1d2p0"), hex("0x1.bf2c25bd71e09p0"),
        hex("0x1.c199bdd85529cp0"), hex("0x1.c40ab5fffd07ap0"), hex("0x1.c67f12e57d14bp0"), hex("0x1.c8f6d9406e7b5p0"),
        hex("0x1.cb720dcef9069p0"), hex("0x1.cdf0b555dc3fap0"), hex("0x1.d072d4a07897cp0"), hex("0x1.d2f87080d89f2p0"),
        hex("0x1.d5818dcfba487p0"), hex("0x1.d80e316c98398p0"), hex("0x1.da9e603db3285p0"), hex("0x1.dd321f301b46p0"),
        hex("0x1.dfc97337b9b5fp0"), hex("0x1.e264614f5a129p0"), hex("0x1.e502ee78b3ff6p0"), hex("0x1.e7a51fbc74c83p0"),
        hex("0x1.ea4afa2a490dap0"), hex("0x1.ecf482d8e67f1p0"), hex("0x1.efa1bee615a27p0"), hex("0x1.f252b376bba97p0"),
        hex("0x1.f50765b6e454p0"), hex("0x1.f7bfdad9cbe14p0"), hex("0x1.fa7c1819e90d8p0"), hex("0x1.fd3c22b8f71f1p0"),
    ];
    /// 2^(j/128) minus its high part.
    pub(crate) static EXP2_LOW: [f64; 128] = [
        0.0, hex("0x1.b61299ab8cdb7p-54"), hex("-0x1.19083535b085dp-56"), hex("-0x1.0a31c1977c96ep-54"),
        hex("0x1.d73e2a475b465p-55"), hex("-0x1.c91dfe2b13c27p-55"), hex("0x1.186be4bb284ffp-57"), hex("0x1.1487818316136p-54"),
        hex("0x1.8a62e4adc610bp-54"), hex("0x1.01edc16e24f71p-54"), hex("0x1.03a1727c57b53p-59"), hex("-0x1.b9bedc44ebd7bp-57"),
        hex("-0x1.6c51039449b3ap-54"), hex("-0x1.1b514b36ca5c7p-58"), hex("-0x1.32fbf9af1369ep-54"), hex("0x1.2406ab9eeab0ap-55"),
        hex("-0x1.19041b9d78a76p-55"), hex("-0x1.11023d1970f6cp-54"), hex("0x1.e5b4c7b4968e4p-55"), hex("-0x1.95386352ef607p-54"),
        hex("0x1.e016e00a2643cp-54"), hex("-0x1.1df98027bb78cp-54"), hex("0x1.dc775814a8495p-55"), hex("0x1.2a97e9494a5eep-55"),
        hex("0x1.9b07eb6c70573p-54"), hex("0x1.ac155bef4f4a4p-55"), hex("0x1.2bd339940e9d9p-55"), hex("-0x1.a4c3a8c3f0d7ep-54"),
        hex("0x1.612e8afad1255p-55"), hex("-0x1.10adcd6381aa4p-59"), hex("0x1.0024754db41d5p-54"), hex("0x1.1ca0f45d52383p-56"),
        hex("0x1.6f46ad23182e4p-55"), hex("0x1.a9ce78e18047cp-55"), hex("0x1.32721843659a6p-54"), hex("-0x1.b5cee5c4e4628p-55"),
        hex("-0x1.63aeabf42eae2p-54"), hex("-0x1.e958d3c9904bdp-54"), hex("-0x1.5e436d661f5e3p-56"), hex("-0x1.efff8375d29c3p-54"),
        hex("0x1.ada0911f09ebcp-55"), hex("-0x1.7d023f956f9f3p-54"), hex("-0x1.ef3691c309278p-58"), hex("-0x1.1c7dde35f7999p-55"),
        hex("0x1.89b7a04ef80dp-59"), hex("0x1.c944bd1648a76p-54"), hex("0x1.3c1a3b69062fp-56"), hex("0x1.9cb62f3d1be56p-54"),
        hex("0x1.d4397afec42e2p-56"), hex("0x1.8ecdbbc6a7833p-54"), hex("-0x1.4b309d25957e3p-54"), hex("-0x1.f768569bd93efp-55"),
        hex("-0x1.07abe1db13cadp-55"), hex("-0x1.d689cefede59bp-55"), hex("0x1.9bb2c011d93adp-54"), hex("0x1.295e15b9a1de8p-55"),
        hex("0x1.6324c054647adp-54"), hex("0x1.c4b1b816986a2p-60"), hex("0x1.ba6f93080e65ep-54"), hex("-0x1.3e2429b56de47p-54"),
        hex("-0x1.383c17e40b497p-54"), hex("-0x1.c483c759d8933p-55"), hex("-0x1.bb60987591c34p-54"), hex("0x1.038ae44f73e65p-57"),
        hex("-0x1.bdd3413b26456p-54"), hex("-0x1.2895667ff0b0dp-56"), hex("-0x1.bbe3a683c88abp-57"), hex("-0x1.83c0f25860ef6p-55"),
        hex("-0x1.16e4786887a99p-55"), hex("-0x1.0a8d96c65d53cp-54"), hex("-0x1.0245957316dd3p-54"), hex("0x1.866b80a02162dp-54"),
        hex("-0x1.41577ee04992fp-55"), hex("0x1.f124cd1164dd6p-54"), hex("0x1.05d02ba15797ep-56"), hex("-0x1.27c86626d972bp-54"),
        hex("-0x1.d4c1dd41532d8p-54"), hex("-0x1.8d684a341cdfbp-55"), hex("-0x1.fc6f89bd4f6bap-54"), hex("0x1.994c2f37cb53ap-54"),
        hex("0x1.6e9f156864b27p-54"), hex("-0x1.0d55e32e9e3aap-56"), hex("0x1.5cc13a2e3976cp-55"), hex("-0x1.dd6792e582524p-54"),
        hex("-0x1.75fc781b57ebcp-57"), hex("-0x1.64b7c96a5f039p-56"), hex("-0x1.d185b7c1b85d1p-54"), hex("-0x1.173bd91cee632p-54"),
        hex("0x1.c7c46b071f2bep-56"), hex("0x1.824ca78e64c6ep-56"), hex("-0x1.359495d1cd533p-54"), hex("0x1.6305c7ddc36abp-54"),
        hex("-0x1.d2f6edb8d41e1p-54"), hex("0x1.bcb7ecac563c7p-54"), hex("0x1.0fac90ef7fd31p-54"), hex("-0x1.f9234cae76cdp-55"),
        hex("0x1.7a1cd345dcc81p-54"), hex("-0x1.bdef54c80e425p-54"), hex("-0x1.2805e3084d708p-57"), hex("-0x1.c71dfbbba6de3p-54"),
        hex("-0x1.5584f7e54ac3bp-56"), hex("-0x1.efcd30e54292ep-54"), hex("0x1.23dd07a2d9e84p-55"), hex("-0x1.efdca3f6b9c73p-54"),
        hex("0x1.11065895048ddp-55"), hex("0x1.b4537e083c60ap-54"), hex("0x1.2884dff483cadp-54"), hex("0x1.1acbc48805c44p-56"),
        hex("0x1.503cbd1e949dbp-56"), hex("-0x1.dd83b53829d72p-55"), hex("-0x1.cbc3743797a9cp-54"), hex("-0x1.d487b719d8578p-54"),
        hex("0x1.2ed02d75b3707p-55"), hex("-0x1.11ec18beddfe8p-54"), hex("0x1.c2300696db532p-54"), hex("0x1.2da5778f018c3p-54"),
        hex("-0x1.1a5cd4f184b5cp-54"), hex("-0x1.7b627817a1496p-54"), hex("0x1.39e8980a9cc8fp-55"), hex("0x1.2d522ca0c8de2p-54"),
        hex("-0x1.e9c23179c2893p-54"), hex("-0x1.c93f3b411ad8cp-54"), hex("0x1.dc7f486a4b6bp-54"), hex("0x1.3a1a5bf0d8e43p-54"),
        hex("0x1.9d3e12dd8a18bp-54"), hex("-0x1.dbb12d006350ap-54"), hex("0x1.74853f3a5931ep-55"), hex("0x1.2eb74966579e7p-57"),
    ];
    /// c = 1/(1 + i/127), rounded.
    pub(crate) static RECIPROCAL: [f64; 128] = [
        hex("0x1p0"), hex("0x1.fcp-1"), hex("0x1.f80fe03f80fep-1"), hex("0x1.f42f42f42f42fp-1"),
        hex("0x1.f05dcd30dadecp-1"), hex("0x1.ec9b26c9b26cap-1"), hex("0x1.e8e6fa39be8e7p-1"), hex("0x1.e540f4898d5f8p-1"),
        hex("0x1.e1a8c536fe1a9p-1"), hex("0x1.de1e1e1e1e1e2p-1"), hex("0x1.daa0b3630957dp-1"), hex("0x1.d7303b5cc0ed7p-1"),
        hex("0x1.d3cc6e80ebbdbp-1"), hex("0x1.d075075075075p-1"), hex("0x1.cd29c244fe2f3p-1"), hex("0x1.c9ea5dbf193d5p-1"),
        hex("0x1.c6b699f5423cep-1"), hex("0x1.c38e38e38e38ep-1"), hex("0x1.c070fe3c070fep-1"), hex("0x1.bd5eaf57abd5fp-1"),
        hex("0x1.ba5713280dee9p-1"), hex("0x1.b759f2298375ap-1"), hex("0x1.b4671655e7f24p-1"), hex("0x1.b17e4b17e4b18p-1"),
        hex("0x1.ae9f5d3eba7d7p-1"), hex("0x1.abca1af286bcap-1"), hex("0x1.a8fe53a8fe53bp-1"), hex("0x1.a63bd81a98ef6p-1"),
        hex("0x1.a3827a3827a38p-1"), hex("0x1.a0d20d20d20d2p-1"), hex("0x1.9e2a65187566cp-1"), hex("0x1.9b8b577e61371p-1"),
        hex("0x1.98f4bac46d7cp-1"), hex("0x1.9666666666666p-1"), hex("0x1.93e032e1c9f02p-1"), hex("0x1.9161f9add3c0dp-1"),
        hex("0x1.8eeb9533d4065p-1"), hex("0x1.8c7ce0c7ce0c8p-1"), hex("0x1.8a15b8a15b8a1p-1"), hex("0x1.87b5f9d4d1bc2p-1"),
        hex("0x1.855d824ca58e9p-1"), hex("0x1.830c30c30c30cp-1"), hex("0x1.80c1e4bbd595fp-1"), hex("0x1.7e7e7e7e7e7e8p-1"),
        hex("0x1.7c41df1077c42p-1"), hex("0x1.7a0be82fa0be8p-1"), hex("0x1.77dc7c4cf2aeap-1"), hex("0x1.75b37e875b37fp-1"),
        hex("0x1.7390d2a6c405ep-1"), hex("0x1.71745d1745d17p-1"), hex("0x1.6f5e02e4850ffp-1"), hex("0x1.6d4da9b536a6dp-1"),
        hex("0x1.6b4337c6cb157p-1"), hex("0x1.693e93e93e93fp-1"), hex("0x1.673fa57b0cbabp-1"), hex("0x1.6546546546546p-1"),
        hex("0x1.63528917c80b3p-1"), hex("0x1.61642c8590b21p-1"), hex("0x1.5f7b282135f7bp-1"), hex("0x1.5d9765d9765d9p-1"),
        hex("0x1.5bb8d015e75bcp-1"), hex("0x1.59df51b3bea36p-1"), hex("0x1.580ad602b580bp-1"), hex("0x1.563b48c20563bp-1"),
        hex("0x1.5470961d7ca63p-1"), hex("0x1.52aaaaaaaaaabp-1"), hex("0x1.50e97366227cbp-1"), hex("0x1.4f2cddb0d3225p-1"),
        hex("0x1.4d74d74d74d75p-1"), hex("0x1.4bc14e5e0a72fp-1"), hex("0x1.4a1231617641p-1"), hex("0x1.48676f31219dcp-1"),
        hex("0x1.46c0f6feb6ac6p-1"), hex("0x1.451eb851eb852p-1"), hex("0x1.4380a3065e3fbp-1"), hex("0x1.41e6a74981447p-1"),
        hex("0x1.4050b59897548p-1"), hex("0x1.3ebebebebebecp-1"), hex("0x1.3d30b3d30b3d3p-1"), hex("0x1.3ba68636adfbp-1"),
        hex("0x1.3a2027932b48fp-1"), hex("0x1.389d89d89d89ep-1"), hex("0x1.371e9f3c04e64p-1"), hex("0x1.35a35a35a35a3p-1"),
        hex("0x1.342bad7f64b39p-1"), hex("0x1.32b78c13521dp-1"), hex("0x1.3146e92a10d38p-1"), hex("0x1.2fd9b8396ba9ep-1"),
        hex("0x1.2e6fecf2e6fedp-1"), hex("0x1.2d097b425ed09p-1"), hex("0x1.2ba6574cae996p-1"), hex("0x1.2a46756e62a46p-1"),
        hex("0x1.28e9ca3a728eap-1"), hex("0x1.27904a7904a79p-1"), hex("0x1.2639eb2639eb2p-1"), hex("0x1.24e6a171024e7p-1"),
        hex("0x1.239662b9f91cbp-1"), hex("0x1.2249249249249p-1"), hex("0x1.20fedcba98765p-1"), hex("0x1.1fb78121fb781p-1"),
        hex("0x1.1e7307e4ef157p-1"), hex("0x1.1d31674c59d31p-1"), hex("0x1.1bf295cc93903p-1"), hex("0x1.1ab68a0473c1bp-1"),
        hex("0x1.197d3abc65f4fp-1"), hex("0x1.18469ee58469fp-1"), hex("0x1.1712ad98b8957p-1"), hex("0x1.15e15e15e15e1p-1"),
        hex("0x1.14b2a7c2fee92p-1"), hex("0x1.1386822b63cbfp-1"), hex("0x1.125ce4feeb7a1p-1"), hex("0x1.1135c81135c81p-1"),
        hex("0x1.10112358e75d3p-1"), hex("0x1.0eeeeeeeeeeefp-1"), hex("0x1.0dcf230dcf231p-1"), hex("0x1.0cb1b810ecf57p-1"),
        hex("0x1.0b96a673e2808p-1"), hex("0x1.0a7de6d1d6086p-1"), hex("0x1.096771e4d528cp-1"), hex("0x1.0853408534085p-1"),
        hex("0x1.07414ba8f0741p-1"), hex("0x1.06318c6318c63p-1"), hex("0x1.0523fbe3367d7p-1"), hex("0x1.04189374bc6a8p-1"),
        hex("0x1.030f4c7e7859cp-1"), hex("0x1.0208208208208p-1"), hex("0x1.0103091b51f5ep-1"), hex("0x1p-1"),
    ];
    /// -ln c of the rounded c.
    pub(crate) static MINUS_LN_HIGH: [f64; 128] = [
        0.0, hex("0x1.010157588de71p-7"), hex("0x1.0001555888923p-6"), hex("0x1.7e85f13427133p-6"),
        hex("0x1.fc125c29a2062p-6"), hex("0x1.3c552e49e5117p-5"), hex("0x1.7a28d1760f4fcp-5"), hex("0x1.b785e5395149fp-5"),
        hex("0x1.f46e2ce7ba957p-5"), hex("0x1.1871b0eb9cd2p-4"), hex("0x1.367399d5496b1p-4"), hex("0x1.543da44ccedap-4"),
        hex("0x1.71d09edb7340fp-4"), hex("0x1.8f2d53996871ap-4"), hex("0x1.ac54884e2b6f2p-4"), hex("0x1.c946fe8fbf12fp-4"),
        hex("0x1.e60573e0ce31p-4"), hex("0x1.014850e6e075bp-3"), hex("0x1.0f749f0468345p-3"), hex("0x1.1d87fd4291c3fp-3"),
        hex("0x1.2b82c2c87f589p-3"), hex("0x1.396544f78830ap-3"), hex("0x1.472fd77771d5cp-3"), hex("0x1.54e2cc4240b05p-3"),
        hex("0x1.627e73afa422p-3"), hex("0x1.70031c80021bbp-3"), hex("0x1.7d7113e726002p-3"), hex("0x1.8ac8a596966fp-3"),
        hex("0x1.980a1bc7956f8p-3"), hex("0x1.a535bf44ce49cp-3"), hex("0x1.b24bd773b4348p-3"), hex("0x1.bf4caa5d94ddcp-3"),
        hex("0x1.cc387cb861abbp-3"), hex("0x1.d90f91ef3280bp-3"), hex("0x1.e5d22c2a84976p-3"), hex("0x1.f2808c58380cbp-3"),
        hex("0x1.ff1af2334e71bp-3"), hex("0x1.05d0ce25b6608p-2"), hex("0x1.0c0a640611735p-2"), hex("0x1.123a58e1fd7d8p-2"),
        hex("0x1.1860ca55a91c9p-2"), hex("0x1.1e7dd5757ed02p-2"), hex("0x1.249196d15e0fp-2"), hex("0x1.2a9c2a77bc059p-2"),
        hex("0x1.309dabf8acd97p-2"), hex("0x1.36963668d6425p-2"), hex("0x1.3c85e4644c448p-2"), hex("0x1.426cd01158cdcp-2"),
        hex("0x1.484b13232eed6p-2"), hex("0x1.4e20c6dc8a5b7p-2"), hex("0x1.53ee04123bf93p-2"), hex("0x1.59b2e32da3f21p-2"),
        hex("0x1.5f6f7c2f1a161p-2"), hex("0x1.6523e6b0450bdp-2"), hex("0x1.6ad039e660e89p-2"), hex("0x1.70748ca475ba3p-2"),
        hex("0x1.7610f55d7e8d7p-2"), hex("0x1.7ba58a26816fbp-2"), hex("0x1.813260b898e96p-2"), hex("0x1.86b78e72ef6b8p-2"),
        hex("0x1.8c35285cad209p-2"), hex("0x1.91ab4326d895p-2"), hex("0x1.9719f32e2a9bbp-2"), hex("0x1.9c814c7cd5defp-2"),
        hex("0x1.a1e162cc4277fp-2"), hex("0x1.a73a4986bdf3ep-2"), hex("0x1.ac8c13c9201fep-2"), hex("0x1.b1d6d46464f3dp-2"),
        hex("0x1.b71a9ddf3bf5ep-2"), hex("0x1.bc5782778d656p-2"), hex("0x1.c18d9423f57eep-2"), hex("0x1.c6bce4953626fp-2"),
        hex("0x1.cbe585379f441p-2"), hex("0x1.d10787346e115p-2"), hex("0x1.d622fb7323adfp-2"), hex("0x1.db37f29ad32c9p-2"),
        hex("0x1.e0467d1367631p-2"), hex("0x1.e54eab06e0b94p-2"), hex("0x1.ea508c628b31ap-2"), hex("0x1.ef4c30d82ce7dp-2"),
        hex("0x1.f441a7df2d3b5p-2"), hex("0x1.f93100b5b4ddfp-2"), hex("0x1.fe1a4a61c6fa1p-2"), hex("0x1.017ec9d929d0ap-1"),
        hex("0x1.03ed75a021dc6p-1"), hex("0x1.06592fb7bf478p-1"), hex("0x1.08c1ff37f4a4dp-1"), hex("0x1.0b27eb1f302bap-1"),
        hex("0x1.0d8afa52d589ap-1"), hex("0x1.0feb339fb4dfdp-1"), hex("0x1.12489dba7f005p-1"), hex("0x1.14a33f4037012p-1"),
        hex("0x1.16fb1eb6a1336p-1"), hex("0x1.1950428caf963p-1"), hex("0x1.1ba2b11aebd1bp-1"), hex("0x1.1df270a3dece8p-1"),
        hex("0x1.203f875475f9fp-1"), hex("0x1.2289fb446644ap-1"), hex("0x1.24d1d2768cee8p-1"), hex("0x1.271712d94e2bdp-1"),
        hex("0x1.2959c246f1b45p-1"), hex("0x1.2b99e685fd495p-1"), hex("0x1.2dd785498d405p-1"), hex("0x1.3012a431ab205p-1"),
        hex("0x1.324b48cba25e1p-1"), hex("0x1.3481789253438p-1"), hex("0x1.36b538ee840ebp-1"), hex("0x1.38e68f373054ep-1"),
        hex("0x1.3b1580b1d6b2fp-1"), hex("0x1.3d421292c4d93p-1"), hex("0x1.3f6c49fd61f9cp-1"), hex("0x1.41942c0477a75p-1"),
        hex("0x1.43b9bdaa792bcp-1"), hex("0x1.45dd03e1c9628p-1"), hex("0x1.47fe038cff1e1p-1"), hex("0x1.4a1cc17f2823cp-1"),
        hex("0x1.4c39427c0ac5ap-1"), hex("0x1.4e538b3866235p-1"), hex("0x1.506ba05a311b3p-1"), hex("0x1.52818678d7f2bp-1"),
        hex("0x1.5495421d78be6p-1"), hex("0x1.56a6d7c31e925p-1"), hex("0x1.58b64bd6fb811p-1"), hex("0x1.5ac3a2b8a1713p-1"),
        hex("0x1.5ccee0ba39d03p-1"), hex("0x1.5ed80a20bc2a7p-1"), hex("0x1.60df232423adfp-1"), hex("0x1.62e42fefa39efp-1"),
    ];
    /// -ln c minus its high part.
    pub(crate) static MINUS_LN_LOW: [f64; 128] = [
        0.0, hex("0x1.46662d417cedp-62"), hex("-0x1.c6b826a01b616p-62"), hex("0x1.ab0292f276101p-63"),
        hex("0x1.6f2b4449b408fp-60"), hex("0x1.9a6e1c8d3a0ccp-59"), hex("-0x1.b633d9ef55dedp-59"), hex("-0x1.8dfeae4d112ccp-59"),
        hex("0x1.2785379b47223p-60"), hex("0x1.4f4fd57674a33p-58"), hex("-0x1.f8e9ecc42e625p-59"), hex("0x1.6be6a5152aa67p-58"),
        hex("0x1.26f2b49e7fffep-64"), hex("0x1.7f3472fb1d8a9p-64"), hex("-0x1.403d79dd05e55p-58"), hex("0x1.2adebdcaaca95p-59"),
        hex("0x1.8ab2792630cd5p-60"), hex("0x1.30c30d5287356p-60"), hex("0x1.e720f6e2875e3p-57"), hex("0x1.8f9c8f6557f45p-61"),
        hex("-0x1.91681e1e20066p-59"), hex("0x1.e11a6c77ce0b4p-59"), hex("-0x1.439067684af2dp-57"), hex("-0x1.a85797252a121p-61"),
        hex("0x1.8335d048b11dap-58"), hex("0x1.700ac9b268edp-57"), hex("-0x1.f15cb8abcf4c5p-57"), hex("0x1.3ac2e227c41fdp-57"),
        hex("0x1.90bf6da063cf5p-57"), hex("-0x1.b5880961e1eb8p-58"), hex("0x1.1ff13bb30469ep-57"), hex("-0x1.f20bac0ad0873p-65"),
        hex("0x1.c3f4561a84bc3p-58"), hex("-0x1.ea2a5b324c2b3p-58"), hex("0x1.67d6247ce6a75p-57"), hex("0x1.46802de9541c9p-58"),
        hex("-0x1.8544939159d2cp-59"), hex("0x1.3bbc156d349c6p-56"), hex("0x1.481265b354d03p-56"), hex("-0x1.16896e962f7a7p-56"),
        hex("-0x1.6847a41cc53bdp-56"), hex("0x1.bca6415854822p-59"), hex("-0x1.5299c8ac66024p-56"), hex("-0x1.4f816991f35fp-58"),
        hex("-0x1.c2d9a64d36241p-56"), hex("-0x1.662b32c0a56aep-56"), hex("-0x1.4c32b65b0eca3p-57"), hex("0x1.781c69830dd5p-60"),
        hex("0x1.e1f282d4a805ap-57"), hex("-0x1.c158c47798b1fp-57"), hex("0x1.30b02c1a8556cp-57"), hex("0x1.b30c296eb1793p-56"),
        hex("-0x1.d310b6776cfe3p-56"), hex("-0x1.62435559cb409p-56"), hex("0x1.d7f58763417eap-58"), hex("0x1.fb675e63a4e77p-57"),
        hex("0x1.06caaaa3787f2p-56"), hex("0x1.21b4ee4d8265cp-56"), hex("0x1.e91850722a56p-56"), hex("0x1.22bddbaa85e38p-56"),
        hex("0x1.ff70bff7e1088p-56"), hex("-0x1.7933d8ee07b92p-56"), hex("-0x1.d6708f94926f2p-56"), hex("0x1.d46aa0f59c3cap-58"),
        hex("-0x1.df6367da55cbp-58"), hex("0x1.e7e3ae4e41f3p-56"), hex("-0x1.dc5691f9d565p-56"), hex("-0x1.1c1eb201467e4p-58"),
        hex("0x1.d7ff68f87b9d7p-58"), hex("0x1.312ca2c96878ap-57"), hex("-0x1.7ebbca5d77929p-56"), hex("-0x1.03b00d29377a4p-57"),
        hex("0x1.56ae28f91cb62p-56"), hex("-0x1.629876fa726f3p-59"), hex("-0x1.1f5681b36c327p-56"), hex("-0x1.68598e42ad022p-57"),
        hex("0x1.e358fb2887e4p-56"), hex("0x1.eae2b375a2a16p-60"), hex("-0x1.ad9bcb57257ddp-57"), hex("-0x1.035ea4b516706p-58"),
        hex("0x1.fa1507924b048p-58"), hex("-0x1.198c88e76f1b7p-56"), hex("0x1.75c678049a9acp-56"), hex("-0x1.cad4f26cbac6fp-56"),
        hex("-0x1.9f2f1f65eee99p-59"), hex("0x1.47b30d81f0c6ep-58"), hex("-0x1.de62addcf2d03p-60"), hex("-0x1.555d7f35334b3p-57"),
        hex("0x1.9e5ad3e8f4f3ap-55"), hex("0x1.337c457bbb4b8p-55"), hex("0x1.bbd39a41b7064p-55"), hex("-0x1.cf96e806ea582p-55"),
        hex("-0x1.145472d58c1f9p-55"), hex("0x1.d90a1beae07a9p-55"), hex("0x1.8e1fb788b737fp-56"), hex("-0x1.44aa43c3bccf3p-57"),
        hex("-0x1.40d3ca38a57cp-56"), hex("0x1.0c423b0272c97p-55"), hex("-0x1.88f5a113d520ep-56"), hex("-0x1.f01691f9d3a09p-55"),
        hex("-0x1.27b6f18cde418p-55"), hex("0x1.a639607fc5552p-55"), hex("0x1.8234b7e3d7a23p-56"), hex("-0x1.bb1137fd6e393p-59"),
        hex("0x1.c744201001ed6p-55"), hex("-0x1.301ff729bf9b2p-55"), hex("-0x1.a053c4a33fd99p-55"), hex("-0x1.dc5a12980f1f9p-55"),
        hex("0x1.f9a013f89065ap-55"), hex("0x1.185b50d14a4dfp-55"), hex("0x1.67f6a41a0c2d4p-55"), hex("-0x1.cc4056283f97fp-55"),
        hex("0x1.2fef44baf15dbp-56"), hex("0x1.18eddaf222cfcp-58"), hex("-0x1.b7adb11352088p-60"), hex("-0x1.da5a2ccbdd22ap-56"),
        hex("0x1.438c4bdd62565p-58"), hex("0x1.5fb4db9d673bep-55"), hex("0x1.f87100d14d1dep-55"), hex("-0x1.cf150b666917cp-56"),
        hex("-0x1.71ad17d48617fp-55"), hex("-0x1.c8442b743827bp-57"), hex("0x1.79dbdd6fe6383p-56"), hex("-0x1.a80ebd42d09cep-57"),
        hex("0x1.acd0c6b6d9a67p-58"), hex("0x1.377f0263c8c61p-63"), hex("-0x1.e7f45e0106b0fp-55"), hex("0x1.abc9e3b39803fp-56"),
    ];
    /// ln(1+r) = r - r^2/2 + r^3/3 - r^4/4 + r^5/5 + r^6 (c0 + c1 r + ...) for |r| <= 1/254; relative error below 2^-99.3.
    pub(crate) static LOG1P: [f64; 7] = [
        hex("-0x1.5555555555555p-3"), hex("0x1.2492492492493p-3"), hex("-0x1.000000002a00bp-3"), hex("0x1.c71c71c629bfbp-4"),
        hex("-0x1.9998f433a3882p-4"), hex("0x1.745f29ffea11p-4"), hex("-0x1.b2618b38ae6cbp-4"),
    ];
    /// 1, -1/2, 1/3, -1/4, 1/5 in two parts each.
    pub(crate) static LOG1P_HEAD: [(f64, f64); 5] = [
        (hex("0x1p0"), 0.0),
        (hex("-0x1p-1"), 0.0),
        (hex("0x1.5555555555555p-2"), hex("0x1.5555555555555p-56")),
        (hex("-0x1p-2"), 0.0),
        (hex("0x1.999999999999ap-3"), hex("-0x1.999999999999ap-57")),
    ];
}
