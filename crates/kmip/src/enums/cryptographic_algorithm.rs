//! CryptographicAlgorithm.

use super::open_enum;

open_enum! {
    /// The algorithm that a key is for (KMIP 1.4, section 9.1.3.2.13).
    pub enum CryptographicAlgorithm {
        Des = 0x01, "DES";
        TripleDes = 0x02, "3DES";
        Aes = 0x03, "AES";
        Rsa = 0x04, "RSA";
        Dsa = 0x05, "DSA";
        Ecdsa = 0x06, "ECDSA";
        HmacSha1 = 0x07, "HMAC-SHA1";
        HmacSha224 = 0x08, "HMAC-SHA224";
        HmacSha256 = 0x09, "HMAC-SHA256";
        HmacSha384 = 0x0A, "HMAC-SHA384";
        HmacSha512 = 0x0B, "HMAC-SHA512";
        HmacMd5 = 0x0C, "HMAC-MD5";
        Dh = 0x0D, "DH";
        Ecdh = 0x0E, "ECDH";
        Ecmqv = 0x0F, "ECMQV";
        Blowfish = 0x10, "Blowfish";
        Camellia = 0x11, "Camellia";
        Cast5 = 0x12, "CAST5";
        Idea = 0x13, "IDEA";
        Mars = 0x14, "MARS";
        Rc2 = 0x15, "RC2";
        Rc4 = 0x16, "RC4";
        Rc5 = 0x17, "RC5";
        Skipjack = 0x18, "SKIPJACK";
        Twofish = 0x19, "Twofish";
        Ec = 0x1A, "EC";
        OneTimePad = 0x1B, "One Time Pad";
        Chacha20 = 0x1C, "ChaCha20";
        Poly1305 = 0x1D, "Poly1305";
        Chacha20Poly1305 = 0x1E, "ChaCha20Poly1305";
        Sha3224 = 0x1F, "SHA3-224";
        Sha3256 = 0x20, "SHA3-256";
        Sha3384 = 0x21, "SHA3-384";
        Sha3512 = 0x22, "SHA3-512";
        HmacSha3224 = 0x23, "HMAC-SHA3-224";
        HmacSha3256 = 0x24, "HMAC-SHA3-256";
        HmacSha3384 = 0x25, "HMAC-SHA3-384";
        HmacSha3512 = 0x26, "HMAC-SHA3-512";
        Shake128 = 0x27, "SHAKE-128";
        Shake256 = 0x28, "SHAKE-256";
        Aria = 0x29, "ARIA";
        Seed = 0x2A, "SEED";
        Sm2 = 0x2B, "SM2";
        Sm3 = 0x2C, "SM3";
        Sm4 = 0x2D, "SM4";
        GostR34102012 = 0x2E, "GOST R 34.10-2012";
        GostR34112012 = 0x2F, "GOST R 34.11-2012";
        GostR34132015 = 0x30, "GOST R 34.13-2015";
        Gost2814789 = 0x31, "GOST 28147-89";
        Xmss = 0x32, "XMSS";
        Sphincs256 = 0x33, "SPHINCS-256";
        Mceliece = 0x34, "McEliece";
        Mceliece6960119 = 0x35, "McEliece-6960119";
        Mceliece8192128 = 0x36, "McEliece-8192128";
        Ed25519 = 0x37, "Ed25519";
        Ed448 = 0x38, "Ed448";
    }
}
