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
        HmacSha1 = 0x07, "HMAC SHA1";
        HmacSha224 = 0x08, "HMAC Sha224";
        HmacSha256 = 0x09, "HMAC Sha256";
        HmacSha384 = 0x0A, "HMAC Sha384";
        HmacSha512 = 0x0B, "HMAC Sha512";
        HmacMd5 = 0x0C, "HMAC Md5";
        Dh = 0x0D, "Dh";
        Ecdh = 0x0E, "ECDH";
        Ecmqv = 0x0F, "ECMQV";
        Blowfish = 0x10, "Blowfish";
        Camellia = 0x11, "Camellia";
        Cast5 = 0x12, "Cast5";
        Idea = 0x13, "Idea";
        Mars = 0x14, "Mars";
        Rc2 = 0x15, "Rc2";
        Rc4 = 0x16, "Rc4";
        Rc5 = 0x17, "Rc5";
        Skipjack = 0x18, "Skipjack";
        Twofish = 0x19, "Twofish";
        Ec = 0x1A, "EC";
        OneTimePad = 0x1B, "One Time Pad";
        Chacha20 = 0x1C, "Chacha20";
        Poly1305 = 0x1D, "Poly1305";
        Chacha20Poly1305 = 0x1E, "Chacha20 Poly1305";
        Sha3224 = 0x1F, "Sha3 224";
        Sha3256 = 0x20, "Sha3 256";
        Sha3384 = 0x21, "Sha3 384";
        Sha3512 = 0x22, "Sha3 512";
        HmacSha3224 = 0x23, "HMAC Sha3 224";
        HmacSha3256 = 0x24, "HMAC Sha3 256";
        HmacSha3384 = 0x25, "HMAC Sha3 384";
        HmacSha3512 = 0x26, "HMAC Sha3 512";
        Shake128 = 0x27, "Shake 128";
        Shake256 = 0x28, "Shake 256";
        Aria = 0x29, "Aria";
        Seed = 0x2A, "Seed";
        Sm2 = 0x2B, "Sm2";
        Sm3 = 0x2C, "Sm3";
        Sm4 = 0x2D, "Sm4";
        GostR34102012 = 0x2E, "Gost R 34 10 2012";
        GostR34112012 = 0x2F, "Gost R 34 11 2012";
        GostR34132015 = 0x30, "Gost R 34 13 2015";
        Gost2814789 = 0x31, "Gost 28147 89";
        Xmss = 0x32, "Xmss";
        Sphincs256 = 0x33, "Sphincs 256";
        Mceliece = 0x34, "Mceliece";
        Mceliece6960119 = 0x35, "Mceliece 6960119";
        Mceliece8192128 = 0x36, "Mceliece 8192128";
        Ed25519 = 0x37, "Ed25519";
        Ed448 = 0x38, "Ed448";
    }
}
