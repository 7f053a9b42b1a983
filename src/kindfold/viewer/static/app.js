/*! kindfold's page, Apache-2.0. It holds these libraries:

preact 11.2.0

The MIT License (MIT)

Copyright (c) 2015-present Jason Miller

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

@preact/signals 2.11.4

The MIT License (MIT)

Copyright (c) 2022-present Preact Team

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

@preact/signals-core 1.14.5

The MIT License (MIT)

Copyright (c) 2022-present Preact Team

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

htm 3.1.1

Apache License
                           Version 2.0, January 2004
                        http://www.apache.org/licenses/

   TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION

   1. Definitions.

      "License" shall mean the terms and conditions for use, reproduction,
      and distribution as defined by Sections 1 through 9 of this document.

      "Licensor" shall mean the copyright owner or entity authorized by
      the copyright owner that is granting the License.

      "Legal Entity" shall mean the union of the acting entity and all
      other entities that control, are controlled by, or are under common
      control with that entity. For the purposes of this definition,
      "control" means (i) the power, direct or indirect, to cause the
      direction or management of such entity, whether by contract or
      otherwise, or (ii) ownership of fifty percent (50%) or more of the
      outstanding shares, or (iii) beneficial ownership of such entity.

      "You" (or "Your") shall mean an individual or Legal Entity
      exercising permissions granted by this License.

      "Source" form shall mean the preferred form for making modifications,
      including but not limited to software source code, documentation
      source, and configuration files.

      "Object" form shall mean any form resulting from mechanical
      transformation or translation of a Source form, including but
      not limited to compiled object code, generated documentation,
      and conversions to other media types.

      "Work" shall mean the work of authorship, whether in Source or
      Object form, made available under the License, as indicated by a
      copyright notice that is included in or attached to the work
      (an example is provided in the Appendix below).

      "Derivative Works" shall mean any work, whether in Source or Object
      form, that is based on (or derived from) the Work and for which the
      editorial revisions, annotations, elaborations, or other modifications
      represent, as a whole, an original work of authorship. For the purposes
      of this License, Derivative Works shall not include works that remain
      separable from, or merely link (or bind by name) to the interfaces of,
      the Work and Derivative Works thereof.

      "Contribution" shall mean any work of authorship, including
      the original version of the Work and any modifications or additions
      to that Work or Derivative Works thereof, that is intentionally
      submitted to Licensor for inclusion in the Work by the copyright owner
      or by an individual or Legal Entity authorized to submit on behalf of
      the copyright owner. For the purposes of this definition, "submitted"
      means any form of electronic, verbal, or written communication sent
      to the Licensor or its representatives, including but not limited to
      communication on electronic mailing lists, source code control systems,
      and issue tracking systems that are managed by, or on behalf of, the
      Licensor for the purpose of discussing and improving the Work, but
      excluding communication that is conspicuously marked or otherwise
      designated in writing by the copyright owner as "Not a Contribution."

      "Contributor" shall mean Licensor and any individual or Legal Entity
      on behalf of whom a Contribution has been received by Licensor and
      subsequently incorporated within the Work.

   2. Grant of Copyright License. Subject to the terms and conditions of
      this License, each Contributor hereby grants to You a perpetual,
      worldwide, non-exclusive, no-charge, royalty-free, irrevocable
      copyright license to reproduce, prepare Derivative Works of,
      publicly display, publicly perform, sublicense, and distribute the
      Work and such Derivative Works in Source or Object form.

   3. Grant of Patent License. Subject to the terms and conditions of
      this License, each Contributor hereby grants to You a perpetual,
      worldwide, non-exclusive, no-charge, royalty-free, irrevocable
      (except as stated in this section) patent license to make, have made,
      use, offer to sell, sell, import, and otherwise transfer the Work,
      where such license applies only to those patent claims licensable
      by such Contributor that are necessarily infringed by their
      Contribution(s) alone or by combination of their Contribution(s)
      with the Work to which such Contribution(s) was submitted. If You
      institute patent litigation against any entity (including a
      cross-claim or counterclaim in a lawsuit) alleging that the Work
      or a Contribution incorporated within the Work constitutes direct
      or contributory patent infringement, then any patent licenses
      granted to You under this License for that Work shall terminate
      as of the date such litigation is filed.

   4. Redistribution. You may reproduce and distribute copies of the
      Work or Derivative Works thereof in any medium, with or without
      modifications, and in Source or Object form, provided that You
      meet the following conditions:

      (a) You must give any other recipients of the Work or
          Derivative Works a copy of this License; and

      (b) You must cause any modified files to carry prominent notices
          stating that You changed the files; and

      (c) You must retain, in the Source form of any Derivative Works
          that You distribute, all copyright, patent, trademark, and
          attribution notices from the Source form of the Work,
          excluding those notices that do not pertain to any part of
          the Derivative Works; and

      (d) If the Work includes a "NOTICE" text file as part of its
          distribution, then any Derivative Works that You distribute must
          include a readable copy of the attribution notices contained
          within such NOTICE file, excluding those notices that do not
          pertain to any part of the Derivative Works, in at least one
          of the following places: within a NOTICE text file distributed
          as part of the Derivative Works; within the Source form or
          documentation, if provided along with the Derivative Works; or,
          within a display generated by the Derivative Works, if and
          wherever such third-party notices normally appear. The contents
          of the NOTICE file are for informational purposes only and
          do not modify the License. You may add Your own attribution
          notices within Derivative Works that You distribute, alongside
          or as an addendum to the NOTICE text from the Work, provided
          that such additional attribution notices cannot be construed
          as modifying the License.

      You may add Your own copyright statement to Your modifications and
      may provide additional or different license terms and conditions
      for use, reproduction, or distribution of Your modifications, or
      for any such Derivative Works as a whole, provided Your use,
      reproduction, and distribution of the Work otherwise complies with
      the conditions stated in this License.

   5. Submission of Contributions. Unless You explicitly state otherwise,
      any Contribution intentionally submitted for inclusion in the Work
      by You to the Licensor shall be under the terms and conditions of
      this License, without any additional terms or conditions.
      Notwithstanding the above, nothing herein shall supersede or modify
      the terms of any separate license agreement you may have executed
      with Licensor regarding such Contributions.

   6. Trademarks. This License does not grant permission to use the trade
      names, trademarks, service marks, or product names of the Licensor,
      except as required for reasonable and customary use in describing the
      origin of the Work and reproducing the content of the NOTICE file.

   7. Disclaimer of Warranty. Unless required by applicable law or
      agreed to in writing, Licensor provides the Work (and each
      Contributor provides its Contributions) on an "AS IS" BASIS,
      WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or
      implied, including, without limitation, any warranties or conditions
      of TITLE, NON-INFRINGEMENT, MERCHANTABILITY, or FITNESS FOR A
      PARTICULAR PURPOSE. You are solely responsible for determining the
      appropriateness of using or redistributing the Work and assume any
      risks associated with Your exercise of permissions under this License.

   8. Limitation of Liability. In no event and under no legal theory,
      whether in tort (including negligence), contract, or otherwise,
      unless required by applicable law (such as deliberate and grossly
      negligent acts) or agreed to in writing, shall any Contributor be
      liable to You for damages, including any direct, indirect, special,
      incidental, or consequential damages of any character arising as a
      result of this License or out of the use or inability to use the
      Work (including but not limited to damages for loss of goodwill,
      work stoppage, computer failure or malfunction, or any and all
      other commercial damages or losses), even if such Contributor
      has been advised of the possibility of such damages.

   9. Accepting Warranty or Additional Liability. While redistributing
      the Work or Derivative Works thereof, You may choose to offer,
      and charge a fee for, acceptance of support, warranty, indemnity,
      or other liability obligations and/or rights consistent with this
      License. However, in accepting such obligations, You may act only
      on Your own behalf and on Your sole responsibility, not on behalf
      of any other Contributor, and only if You agree to indemnify,
      defend, and hold each Contributor harmless for any liability
      incurred by, or claims asserted against, such Contributor by reason
      of your accepting any such warranty or additional liability.

   END OF TERMS AND CONDITIONS

   APPENDIX: How to apply the Apache License to your work.

      To apply the Apache License to your work, attach the following
      boilerplate notice, with the fields enclosed by brackets "[]"
      replaced with your own identifying information. (Don't include
      the brackets!)  The text should be enclosed in the appropriate
      comment syntax for the file format. We also recommend that a
      file or class name and description of purpose be included on the
      same "printed page" as the copyright notice for easier
      identification within third-party archives.

   Copyright 2018 Google Inc.

   Licensed under the Apache License, Version 2.0 (the "License");
   you may not use this file except in compliance with the License.
   You may obtain a copy of the License at

       http://www.apache.org/licenses/LICENSE-2.0

   Unless required by applicable law or agreed to in writing, software
   distributed under the License is distributed on an "AS IS" BASIS,
   WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
   See the License for the specific language governing permissions and
   limitations under the License.

---

kdbush 4.1.0

ISC License

Copyright (c) 2026, Vladimir Agafonkin

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
*/
(()=>{var E,$n,Bt,be,zt,mt,bn,pt,wn,Ht,Ft,Zr,Ve=Symbol.for("pv"),ht={},_t=[],Qr=/^m(i|n|o|s|text|space)$/,Kt=Array.isArray,Wt=_t.slice,De=Object.assign;function Oe(e){e&&e.parentNode&&e.remove()}function Ye(e,t,n){var o,i,r,s={},a=arguments.length;for(r in t)r=="key"?o=t[r]:r=="ref"&&typeof e!="function"?i=t[r]:s[r]=t[r];return a>2&&(s.children=a>3?Wt.call(arguments,2):n),qe(e,s,o,i,null)}function qe(e,t,n,o,i){var r={type:e,props:t,key:n,ref:o,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Ve,__v:i||++$n,__i:-1,__u:0};return!i&&E.vnode&&E.vnode(r),r}function Re(e){return e.children}function Pe(e,t){this.props=e,this.context=t,this.__g=0}function we(e,t){if(t==null)return e.__&&we(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:we(e)}function Xr(e){var t,n=e.__v,o=n.__e,i=[],r=[],s=e.__P;s&&((t=De({constructor:Ve},n)).__v=n.__v+1,E.vnode&&E.vnode(t),Gt(s,t,n,e.__n,s.namespaceURI,32&n.__u?[o]:null,i,o||we(n),32&n.__u,r),t.__v=n.__v,t.__.__k[t.__i]=t,An(i,t,r),n.__=n.__e=null,t.__e!=o&&kn(t))}function kn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),kn(e)}function gn(e){(8&e.__g||(e.__g|=8,be.push(e),mt++))&&zt==E.debounceRendering||((zt=E.debounceRendering)||queueMicrotask)(xn)}function xn(){try{for(var e,t=1;be.length;)be.length>t&&be.sort(bn),e=be.shift(),t=be.length,8&e.__g&&Xr(e)}finally{(mt=be.length)&&(zt||queueMicrotask)(xn)}}function Sn(e,t,n,o,i,r,s,a,l,p,c){var d,m,u,_,$,g,k=o.__k||_t,b=t.length;for(l=ei(n,t,k,l,b),d=0;d<b;d++)(u=n.__k[d])!=null&&(m=~u.__i&&k[u.__i]||ht,u.__i=d,g=Gt(e,u,m,i,r,s,a,l,p,c),_=u.__e,(m.ref!=u.ref||8&m.__u)&&(m.ref&&qt(m.ref,null,u,m),u.ref&&c.push(u.ref,u.__c||_,u)),$=$||_,4&u.__u?(l=Mn(u,l,e,!m.__v),m.__e&&(m.__e=null)):typeof u.type=="function"&&g!==void 0?l=g:_&&(l=_.nextSibling),u.__u&=-21);return n.__e=$,l}function ei(e,t,n,o,i){var r,s,a,l,p,c,d,m,u,_=n.length,$=_,g=0,k=0,b=e.__k=Array(i);for(r=0;r<i;r++)(s=t[r])!=null&&typeof s!="boolean"&&typeof s!="function"?(typeof s!="object"||s.constructor===String?s=b[r]=qe(null,s):Kt(s)?s=b[r]=qe(Re,{children:s}):s.constructor===Ve&&s.__b?s=b[r]=qe(s.type,s.props,s.key,s.ref,s.__v):b[r]=s,l=r+g,s.__=e,s.__b=e.__b+1,a=null,~(p=s.__i=ti(s,n,l,$))&&($--,(a=n[p])&&(a.__u|=2)),a&&a.__v?(s.__u|=16,p==l-1?g--:p==l+1?g++:p!=l&&(p>l?g--:g++,k=1)):(~p||(i>_?g--:i<_&&g++),typeof s.type!="function"&&(s.__u|=4))):b[r]=null;if(k){for(c=[],d=[],r=0;r<i;r++)if((s=b[r])&&16&s.__u){for(g=0,m=c.length;g<m;)c[u=g+m>>1]<s.__i?g=u+1:m=u;c[g]=s.__i,d[r]=g+1}for(g=c.length;r--;)d[r]&&(d[r]==g?g--:b[r].__u|=4)}if($)for(r=0;r<_;r++)!(a=n[r])||2&a.__u||(a.__e==o&&(o=we(a)),Vt(a,a));return o}function Mn(e,t,n,o){var i,r,s,a;if(typeof e.type=="function"){if(e.props.__P)return t;if(i=e.__k)for(r=0;r<i.length;r++)i[r]&&(i[r].__=e,t=Mn(i[r],t,n,!1));return t}for(t&&!t.parentNode&&(t=we(e))&&!t.parentNode&&(t=null),s=e.__e,a=t;a&&a.nodeType==8;)a=a.nextSibling;for(s!=a&&(!o&&n.moveBefore&&s.parentNode?n.moveBefore(s,t):n.insertBefore(s,t||null)),t=s;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function ti(e,t,n,o){var i,r=e.key,s=e.type,a=t[n],l=a&&!(2&a.__u);if(a===null&&r==null||l&&r==a.key&&s==a.type)return n;if(o>(l?1:0)){for(i=n-1;i>=0;i--)if((a=t[i])&&!(2&a.__u)&&r==a.key&&s==a.type)return i;for(i=n+1;i<t.length;i++)if((a=t[i])&&!(2&a.__u)&&r==a.key&&s==a.type)return i}return-1}function yn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function ft(e,t,n,o,i){var r,s;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof o=="string"&&(e.style.cssText=o=""),o)for(t in o)n&&t in n||yn(e.style,t);if(n)for(t in n)o&&n[t]==o[t]||yn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof o!="function"&&(o=null),(e.__e||(e.__e={}))[t]=n,n&&o||(s=Ft[t]||(Ft[t]=ni(t)),(e.__a||(e.__a={}))[t]=Ht,r=t!=(t=t.replace(wn,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,s,r):e.removeEventListener(t,s,r));else{if(i=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function ni(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[pt]==null)t[pt]=Ht++;else if(t[pt]<this.__a[e])return;return n(E.event?E.event(t):t)}}}function Gt(e,t,n,o,i,r,s,a,l,p){var c,d,m,u,_,$,g,k,b,v,h,x,K,ae,ne,Ue,q,oe,he=t.type;if(t.constructor!==Ve)return null;128&n.__u&&(l=32&n.__u,c=n.__c.__z)&&(t.__u|=l,d=r=[],c.nodeType==8?a=dt(c,r):r.push(c),a=r[0]||a),(c=E.__b)&&c(t);e:if(typeof he=="function"){m=s.length;try{if(k=t.props,b=(c=he.prototype)&&c.render,v=(c=he.contextType)&&o[c.__c],h=c?v?v.props.value:c.__:o,(u=n.__c)?(t.__c=u,2&u.__g&&(u.__g|=1)):(b?t.__c=u=new he(k,h):(t.__c=u=new Pe(k,h),u.constructor=he,u.render=ri),v&&v.sub(u),u.state||(u.state={}),u.__n=o,u.__g|=8,u.__h=[],u.__k=[]),b&&(u.__s||(u.__s=u.state),he.getDerivedStateFromProps&&(u.__s==u.state&&(u.__s=De({},u.__s)),De(u.__s,he.getDerivedStateFromProps(k,u.__s)))),_=u.props,$=u.state,u.__v=t,n.__c){if(k!==_&&b&&!he.getDerivedStateFromProps&&u.componentWillReceiveProps&&u.componentWillReceiveProps(k,h),t.__v==n.__v&&!(8&u.__g)||!(4&u.__g)&&u.shouldComponentUpdate&&u.shouldComponentUpdate(k,u.__s,h)===!1){t.__v!=n.__v&&(u.props=k,u.state=u.__s,u.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(re){re&&(re.__=t)}),_t.push.apply(u.__h,u.__k),u.__k=[],u.__h.length&&s.push(u),a=we(n);break e}u.componentWillUpdate&&u.componentWillUpdate(k,u.__s,h),b&&u.componentDidUpdate&&u.__h.push(function(){u.componentDidUpdate(_,$,g)})}else b&&!he.getDerivedStateFromProps&&u.componentWillMount&&u.componentWillMount(),b&&u.componentDidMount&&u.__h.push(u.componentDidMount);u.context=h,u.props=k,u.__P=e,u.__g&=-5,x=E.__r,K=b?25:0;do u.__g&=-9,x&&x(t),c=u.render(u.props,u.state=u.__s,u.context);while(8&u.__g&&++K<25);b&&(_t.push.apply(u.__h,u.__k),u.__k=[]),u.state=u.__s,u.getChildContext&&(o=De({},o,u.getChildContext())),b&&n.__c&&u.getSnapshotBeforeUpdate&&(g=u.getSnapshotBeforeUpdate(_,$)),ae=c&&c.type===Re&&c.key==null?c.props.children:c,k.__P&&(c=a,i=(e=k.__P).namespaceURI,l=r=null,n.props&&n.props.__P!=e&&(n.__k.some(function(re){re&&Vt(re,re)}),n.__k=null),a=n.__k?we(n,0):null),a=Sn(e,Kt(ae)?ae:[ae],t,n,o,i,r,s,a,l,p),k.__P&&(t.__e=null,a=c),t.__u&=-161,d&&d.some(Oe),u.__h.length&&s.push(u),1&u.__g&&(u.__g&=-4)}catch(re){if(s.length=m,t.__v=null,l||r)if(re&&re.then){if(t.__u|=128|l,r){for(~(q=r.indexOf(a||void 0))||(q=r.length);(oe=r[q-1])&&oe.nodeType==8;)q--;for(;q<r.length;q++)if(oe=r[q])if(r[q]=null,ne){if(oe==Ue)break}else{if(oe.nodeType!=8)break;oe.data.startsWith("$s")&&(Ue=dt(ne=oe))}}if(!ne){for(;a&&a.nodeType==8&&a.nextSibling;)a=a.nextSibling;ne=a}(c=dt(ne=t.__c.__z||(t.__c.__z=ne)))?(t.__e=ne,a=c):t.__e=a,a=a&&a.nextSibling}else r&&r.some(Oe);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),re&&re.then||En(t),E.__e(re,t,n)}}else a=t.__e=oi(n.__e,t,n,o,i,r,s,l,p,e);return(c=E.diffed)&&c(t),a}function dt(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function En(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(En))}function An(e,t,n){for(var o=0;o<n.length;)qt(n[o++],n[o++],n[o++]);E.__c&&E.__c(t,e),e.some(function(i){try{e=i.__h,i.__h=[],e.some(function(r){r.call(i)})}catch(r){E.__e(r,i.__v)}})}function oi(e,t,n,o,i,r,s,a,l,p){var c,d,m,u,_,$,g,k,b=n.props||ht,v=t.props,h=t.type;if(h=="svg"?i="http://www.w3.org/2000/svg":h=="math"?i="http://www.w3.org/1998/Math/MathML":i||(i="http://www.w3.org/1999/xhtml"),r){for(c=0;c<r.length;c++)if((_=r[c])&&(h?_.localName==h:_.nodeType==3)){e=_,r[c]=null;break}}if(!e){if(k=p.ownerDocument||document,!h)return k.createTextNode(v);e=k.createElementNS(i,h,v.is?v:p),a&&(E.__m&&E.__m(t,r),a=!1),r=null}if(h){if(p=h=="template"&&e.content||e,r=h=="textarea"&&v.defaultValue!=null?null:r&&Wt.call(p.childNodes),!a&&r)for(b={},c=0;c<e.attributes.length;c++)b[(_=e.attributes[c]).name]=_.value;for(c in b)_=b[c],c=="dangerouslySetInnerHTML"?m=_:c=="children"||c in v||c=="value"&&"defaultValue"in v||c=="checked"&&"defaultChecked"in v||ft(e,c,null,_,i);for(c in v)_=v[c],c=="children"?u=_:c=="dangerouslySetInnerHTML"?d=_:c=="value"?$=_:c=="checked"?g=_:a&&typeof _!="function"||b[c]===_||ft(e,c,_,b[c],i);d?(a||m&&(d.__html==m.__html||d.__html==e.innerHTML)||(e.innerHTML=d.__html),t.__k=[]):(m&&(e.textContent=""),(h=="foreignObject"||i=="http://www.w3.org/1998/Math/MathML"&&Qr.test(h))&&(i="http://www.w3.org/1999/xhtml"),Sn(p,Kt(u)?u:[u],t,n,o,i,r,s,r?r[0]:n.__k&&we(n,0),a,l),r&&r.some(Oe)),a&&h!="textarea"||(c="value",h=="progress"&&$==null?e.removeAttribute(c):$==null||$===e[c]&&(h!="progress"||$)||ft(e,c,$,b[c],i),c="checked",g!=null&&g!=e[c]&&ft(e,c,g,b[c],i))}else b===v||a&&e.data==v||(e.data=v);return e}function qt(e,t,n,o){try{typeof e=="function"?t?t.__x=e(t)||1:o&&(o=o.__c||o.__e)&&(t=o.__x)&&(o.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(i){E.__e(i,n)}}function Vt(e,t,n){var o,i,r,s;if(E.unmount&&E.unmount(e),!(o=e.ref)||o.current&&o.current!=e.__e||qt(o,null,t,e),o=e.__c){if(o.componentWillUnmount)try{o.componentWillUnmount()}catch(a){E.__e(a,t)}o.__P=o.__n=null}if(o=e.__k)for(s=0;s<o.length;s++)o[s]&&Vt(o[s],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(o=e.__c)&&(o=o.__z)&&(i=dt(o,r=[]))&&(o==e.__e&&r.some(Oe),Oe(i),Oe(o)),n||Oe(e.__e),e.__e=e.__c=e.__=null}function ri(e,t,n){return this.constructor(e,n)}function Yt(e,t){var n,o,i,r;E.__&&E.__(e,t),t.nodeType==9&&(t=t.documentElement),o=(n=e&&32&e.__u)?null:t.__k,t.__k=qe(Re,{children:[e]}),i=[],r=[],Gt(t,t.__k,o||ht,ht,t.namespaceURI,o?null:t.firstChild?Wt.call(t.childNodes):null,i,o?o.__e:t.firstChild,n,r),An(i,t.__k,r),t.__k.props.children=null}E={__e:function(e,t,n,o){for(var i,r,s;t=t.__;)if((i=t.__c)&&!(1&i.__g)){i.__g|=4;try{if((s=(r=i.constructor)&&r.getDerivedStateFromError)&&i.setState(r.getDerivedStateFromError(e)),i.componentDidCatch&&(i.componentDidCatch(e,o||{}),s=1),s&&8&i.__g)return void(i.__g|=2)}catch(a){e=a}}throw mt=0,e}},$n=0,Bt=function(e){return e!=null&&e.constructor===Ve},Pe.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=De({},this.state)),typeof e=="function"&&(e=e(De({},n),this.props)),e&&(De(n,e),this.__v&&(t&&this.__k.push(t),gn(this)))},Pe.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),gn(this))},Pe.prototype.render=Re,be=[],mt=0,bn=function(e,t){return e.__v.__b-t.__v.__b},pt=Symbol(),wn=/(PointerCapture)$|Capture$/i,Ht=0,Ft={},Zr=0;var Tn=function(e,t,n,o){var i;t[0]=0;for(var r=1;r<t.length;r++){var s=t[r++],a=t[r]?(t[0]|=s?1:2,n[t[r++]]):t[++r];s===3?o[0]=a:s===4?o[1]=Object.assign(o[1]||{},a):s===5?(o[1]=o[1]||{})[t[++r]]=a:s===6?o[1][t[++r]]+=a+"":s?(i=e.apply(a,Tn(e,a,n,["",null])),o.push(i),a[0]?t[0]|=2:(t[r-2]=0,t[r]=i)):o.push(a)}return o},Cn=new Map;function On(e){var t=Cn.get(this);return t||(t=new Map,Cn.set(this,t)),(t=Tn(this,t.get(e)||(t.set(e,t=(function(n){for(var o,i,r=1,s="",a="",l=[0],p=function(m){r===1&&(m||(s=s.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?l.push(0,m,s):r===3&&(m||s)?(l.push(3,m,s),r=2):r===2&&s==="..."&&m?l.push(4,m,0):r===2&&s&&!m?l.push(5,0,!0,s):r>=5&&((s||!m&&r===5)&&(l.push(r,0,s,i),r=6),m&&(l.push(r,m,0,i),r=6)),s=""},c=0;c<n.length;c++){c&&(r===1&&p(),p(c));for(var d=0;d<n[c].length;d++)o=n[c][d],r===1?o==="<"?(p(),l=[l],r=3):s+=o:r===4?s==="--"&&o===">"?(r=1,s=""):s=o+s[0]:a?o===a?a="":s+=o:o==='"'||o==="'"?a=o:o===">"?(p(),r=1):r&&(o==="="?(r=5,i=s,s=""):o==="/"&&(r<5||n[c][d+1]===">")?(p(),r===3&&(l=l[0]),r=l,(l=l[0]).push(2,0,r),r=0):o===" "||o==="	"||o===`
`||o==="\r"?(p(),r=2):s+=o),r===3&&s==="!--"&&(r=4,l=l[0])}return p(),l})(e)),t),arguments,[])).length>1?t:t[0]}var f=On.bind(Ye);var ze,F,Jt,Dn,Zt=Object.is,vt=0,Fn=[],Qt=[],U=E,Pn=U.__b,Rn=U.__r,Ln=U.diffed,Nn=U.__c,In=U.unmount,jn=U.__;function gt(e,t){U.__h&&U.__h(F,e,vt||t),vt=0;var n=F.__H||(F.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function w(e){return vt=1,ii(Hn,e)}function ii(e,t,n){var o=gt(ze++,2);if(o.t=e,!o.__c&&(o.__=[n?n(t):Hn(void 0,t),function(r){var s=(o.__N||o.__)[0],a=o.t(s,r);Zt(s,a)||(o.__N=[a,o.__[1]],o.__c.setState({}))}],o.__c=F,!F.__f)){F.__f=!0;var i=F.shouldComponentUpdate;F.shouldComponentUpdate=function(r,s,a){var l=this.__H;if(!l)return!0;var p=!1,c=this.props!=r;if(l.__.some(function(m){m.__N&&(p=!0,Zt(m.__[0],m.__N[0])||(c=!0))}),i){var d=i.call(this,r,s,a);return p?d||c:d}return!p||c}}return o.__}function V(e,t){var n=gt(ze++,3);!U.__s&&en(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,F.__H.__h.push(n))}function Bn(e,t){var n=gt(ze++,4);!U.__s&&en(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,F.__h.push(n))}function Z(e){return vt=5,le(function(){return{current:e}},[])}function le(e,t){var n=gt(ze++,7);return en(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function si(){var e;do{for(;e=Qt.shift();)try{Je(e)}catch(n){U.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=Fn.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Je),t.__h.some(Xt),t.__h=[]}catch(n){t.__h=[],U.__e(n,e.__v)}}}while(Qt.length)}U.__b=function(e){F=null,Pn&&Pn(e)},U.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),jn&&jn(e,t)},U.__r=function(e){Rn&&Rn(e),ze=0;var t=(F=e.__c).__H;t&&(Jt==F?F.__h=[]:(t.__h.some(Je),t.__h.some(Xt),ze=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),Jt=F},U.diffed=function(e){Ln&&Ln(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&zn(Fn.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),Jt=F=null},U.__c=function(e,t){t.some(function(n){try{n.__h.some(Je),n.__h=n.__h.filter(function(o){return!o.__||Xt(o)})}catch(o){n.__h=[function(){throw o}]}}),Nn&&Nn(e,t)},U.unmount=function(e){In&&In(e);var t,n,o=e.__c;o&&o.__H&&(o.__H.__.some(function(i){try{if(i.__P&&i.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}i.__P=n,zn(Qt.push(i))}else Je(i)}catch(r){t=r}}),o.__H=void 0,t&&U.__e(t,o.__v))};var Un=typeof requestAnimationFrame=="function";function ai(e){var t,n=function(){clearTimeout(o),Un&&cancelAnimationFrame(t),setTimeout(e)},o=setTimeout(n,35);Un&&(t=requestAnimationFrame(n))}function zn(e){e!=1&&Dn==U.requestAnimationFrame||((Dn=U.requestAnimationFrame)||ai)(si)}function Je(e){var t=F,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),F=t}function Xt(e){var t=F;e.__c=e.__(),F=t}function en(e,t){return!e||e.length!=t.length||t.some(function(n,o){return!Zt(n,e[o])})}function Hn(e,t){return typeof t=="function"?t(e):t}var li=Symbol.for("preact-signals");function wt(){if(_e>1)_e--;else{var e,t=!1;for((function(){var i=$t;for($t=void 0;i!==void 0;){var r=i.S;if(r.v===i.v)for(var s=r.t;s!==void 0;s=s.x)s.i===i.i&&(s.i=r.i);i=i.o}})();Qe!==void 0;){var n=Qe;for(Qe=void 0,yt++;n!==void 0;){var o=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&Wn(n))try{n.c()}catch(i){t||(e=i,t=!0)}n=o}}if(yt=0,_e--,t)throw e}}function X(e){if(_e>0)return e();tn=++ci,_e++;try{return e()}finally{wt()}}var Ze,D=void 0;function Xe(e){var t=D,n=Ze;D=void 0,Ze=void 0;try{return e()}finally{D=t,Ze=n}}var Qe=void 0,_e=0,yt=0,ci=0,tn=0,$t=void 0,bt=0;function Kn(e){if(D!==void 0){var t=e.n;if(t===void 0||t.t!==D)return t={i:0,S:e,p:D.s,n:void 0,t:D,e:void 0,x:void 0,r:t},D.s!==void 0&&(D.s.n=t),D.s=t,e.n=t,32&D.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=D.s,t.n=void 0,D.s.n=t,D.s=t),t}}function W(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}W.prototype.brand=li;W.prototype.h=function(){return!0};W.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:Xe(function(){var o;(o=t.W)==null||o.call(t)}))};W.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,o=e.x;n!==void 0&&(n.x=o,e.e=void 0),o!==void 0&&(o.e=n,e.x=void 0),e===this.t&&(this.t=o,o===void 0&&Xe(function(){var i;(i=t.Z)==null||i.call(t)}))}};W.prototype.subscribe=function(e){var t=this;return ve(function(){var n=t.value;Xe(function(){return e(n)})},{name:"sub"})};W.prototype.valueOf=function(){return this.value};W.prototype.toString=function(){return this.value+""};W.prototype.toJSON=function(){return this.value};W.prototype.peek=function(){var e=this;return Xe(function(){return e.value})};Object.defineProperty(W.prototype,"value",{get:function(){var e=Kn(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(yt>100)throw new Error("Cycle detected");(function(n){_e!==0&&yt===0&&n.l!==tn&&(n.l=tn,$t={S:n,v:n.v,i:n.i,o:$t})})(this),this.v=e,this.i++,bt++,_e++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{wt()}}}});function L(e,t){return new W(e,t)}function Wn(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function Gn(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function qn(e){for(var t=e.s,n=void 0;t!==void 0;){var o=t.p;t.i===-1?(t.S.U(t),o!==void 0&&(o.n=t.n),t.n!==void 0&&(t.n.p=o)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=o}e.s=n}function Le(e,t){W.call(this,void 0,t),this.x=e,this.s=void 0,this.g=bt-1,this.f=4}Le.prototype=new W;Le.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===bt))return!0;if(this.g=bt,this.f|=1,this.i>0&&!Wn(this))return this.f&=-2,!0;var e=D;try{Gn(this),D=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return D=e,qn(this),this.f&=-2,!0};Le.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}W.prototype.S.call(this,e)};Le.prototype.U=function(e){if(this.t!==void 0&&(W.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};Le.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(Le.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=Kn(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function ee(e,t){return new Le(e,t)}function Vn(e){var t=e.j;if(e.j=void 0,typeof t=="function"){_e++;var n=D;D=void 0;try{t()}catch(o){throw e.f&=-2,e.f|=8,nn(e),o}finally{D=n,wt()}}}function nn(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,Vn(e)}function ui(e){if(D!==this)throw new Error("Out-of-order effect");qn(this),D=e,this.f&=-2;try{8&this.f&&nn(this)}finally{wt()}}function Fe(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,Ze&&Ze.push(this)}Fe.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Fe.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,Vn(this),Gn(this),_e++;var e=D;return D=this,ui.bind(this,e)};Fe.prototype.N=function(){2&this.f||(this.f|=2,this.u=Qe,Qe=this)};Fe.prototype.d=function(){this.f|=8,1&this.f||nn(this)};Fe.prototype.dispose=function(){this.d()};function ve(e,t){var n=new Fe(e,t);try{n.c()}catch(i){throw n.d(),i}var o=n.d.bind(n);return o[Symbol.dispose]=o,o}var Yn,xt,kt,fi=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var Jn=[];ve(function(){Yn=this.N})();function Be(e,t){E[e]=t.bind(null,E[e]||function(){})}function et(e){if(kt){var t=kt;kt=void 0,t()}kt=e&&e.S()}function Zn(e){var t=this,n=e.data,o=di(n);o.name="ReactiveDom",o.value=n;var i=le(function(){for(var a=t,l=t.__v;l=l.__;)if(l.__c){l.__c.__$f|=4;break}var p=ee(function(){var u=o.value.value;return u===0?0:u===!0?"":u||""}),c=ee(function(){return!Array.isArray(p.value)&&!Bt(p.value)}),d=ve(function(){if(this.N=Qn,c.value){var u=p.value;a.__v&&a.__v.__e&&a.__v.__e.nodeType===3&&(a.__v.__e.data=u)}}),m=t.__$u.d;return t.__$u.d=function(){d(),m.call(this)},[c,p]},[]),r=i[0],s=i[1];return r.value?s.peek():s.value}Zn.displayName="ReactiveTextNode";Object.defineProperties(W.prototype,{constructor:{configurable:!0,value:Ye(Re,null).constructor},type:{configurable:!0,value:Zn},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Be("__b",function(e,t){if(et(),xt=void 0,typeof t.type=="string"){var n,o=t.props;for(var i in o)if(i!=="children"){var r=o[i];r instanceof W&&(n||(t.__np=n={}),n[i]=r,o[i]=r.peek())}}e(t)});Be("__r",function(e,t){if(e(t),t.type!==Re){et();var n,o=t.__c;o&&(o.__$f&=-2,(n=o.__$u)===void 0&&(o.__$u=n=(function(i,r){var s;return ve(function(){s=this},{name:r}),s.c=i,s})((function(i){return function(){var r;fi&&((r=this.y)==null||r.call(this)),i.__$f|=1,i.setState({})}})(o),typeof t.type=="function"?t.type.displayName||t.type.name:""))),xt=o,et(n)}});Be("__e",function(e,t,n,o){et(),xt=void 0,e(t,n,o)});Be("diffed",function(e,t){et(),xt=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var o=t.__np,i=t.props,r=n.U;if(r)for(var s in r){var a=r[s];a===void 0||o&&s in o||(a.d(),r[s]=void 0)}if(o){r||(r={},n.U=r);for(var l in o){var p=r[l],c=o[l];p===void 0?(p=pi(n,l,c,i),r[l]=p):p.o(c,i)}}}e(t)});function pi(e,t,n,o){var i=t in e&&e.ownerSVGElement===void 0,r=L(n);return{o:function(s,a){r.value=s,o=a},d:ve(function(){this.N=Qn;var s=r.value.value;o[t]!==s&&(o[t]=s,i?e[t]=s:s!=null&&(s!==!1||t[4]==="-")?e.setAttribute(t,s):e.removeAttribute(t))})}}Be("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var o=n.U;if(o){n.U=void 0;for(var i in o){var r=o[i];r&&r.d()}}}var s=t.__np;if(s){var a=t.props;for(var l in s)a[l]=s[l]}t.__np=void 0}else{var p=t.__c;if(p){p.__$f|=8;var c=p.__$u;c&&(p.__$u=void 0,c.d())}}e(t)});Be("__h",function(e,t,n,o){o<3&&(t.__$f|=2),e(t,n,o)});Pe.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,o=n&&n.s!==void 0;for(var i in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var r=2&this.__$f;if(!(o||r||4&this.__$f)||1&this.__$f)return!0}else if(!(o||4&this.__$f)||3&this.__$f)return!0;for(var s in e)if(s!=="__source"&&e[s]!==this.props[s])return!0;for(var a in this.props)if(!(a in e))return!0;return!1};function di(e,t){return le(function(){return L(e,t)},[])}var mi=function(e){queueMicrotask(function(){queueMicrotask(e)})};function hi(){X(function(){for(var e;e=Jn.shift();)Yn.call(e)})}function Qn(){Jn.push(this)===1&&(E.requestAnimationFrame||mi)(hi)}function St(e){let t=e.byteLength/13;return{n:t,cluster:new Int32Array(e,0,t),confidence:new Float32Array(e,4*t,t),duplicateOf:new Int32Array(e,8*t,t),flags:new Uint8Array(e,12*t,t)}}var Mt=e=>new Float32Array(e);var ke=class extends Error{constructor(t,n){super(t),this.status=n}},on=e=>e.status===409,Xn=e=>e.name==="AbortError";var eo=500;function no(e){let t=r=>to(e+r).then(s=>s.json()),n=r=>to(e+r).then(s=>s.arrayBuffer()),o=new Map,i=r=>(o.has(r)||o.set(r,t(`pictures/${r}.json`)),o.get(r));return{run:()=>t("run.json"),clusters:()=>t("clusters.json"),labels:()=>n("labels.bin").then(St),map:()=>n("map.bin").then(Mt),picture:async r=>(await i(Math.floor(r/eo)))[r%eo],thumb:r=>`${e}thumbs/${r}.jpg`,large:r=>`${e}thumbs/${r}.jpg`}}async function to(e){let t=await fetch(e).catch(()=>{throw new ke("These files need a file server: run `python -m http.server` in their folder.",0)});if(!t.ok)throw new ke(`${e} is missing beside this page.`,t.status);return t}var _i={"Content-Type":"application/json"};function ro(){let e=(n,o)=>tt(n,{signal:o}).then(i=>i.json()),t=(n,o)=>tt(n,{method:"POST",headers:_i,body:JSON.stringify(o)}).then(i=>i.json());return{run:()=>e("api/run"),clusters:()=>e("api/clusters"),labels:()=>tt("api/labels").then(oo).then(St),map:()=>tt("api/map").then(n=>n.status===202?null:oo(n).then(Mt)),picture:(n,o)=>e(`api/picture/${n}`,o),thumb:n=>`thumb/${n}`,large:n=>`large/${n}`,searchWords:n=>t("api/search",{words:n}),searchPicture:n=>tt("api/search",vi(n)).then(o=>o.json()),edit:(n,o,i)=>t("api/edit",{rev:n,op:o,...i}),undo:n=>t("api/undo",{rev:n}),redo:n=>t("api/redo",{rev:n}),export:(n,o)=>t("api/export",{to:n,mode:o})}}var oo=e=>e.arrayBuffer(),vi=e=>({method:"POST",headers:{"Content-Type":"application/octet-stream"},body:e});async function tt(e,t){let n=await fetch(e,{credentials:"same-origin",...t}).catch(o=>{throw o.name==="AbortError"?o:new ke("The server does not answer. Is `kindfold view` still running?",0)});if(!n.ok)throw new ke(await gi(n),n.status);return n}async function gi(e){return e.status===401||e.status===403?"This page may not read the run: open the address that `kindfold view` printed.":(await e.json().catch(()=>({}))).error??`The server answered ${e.status}.`}var yi=document.querySelector("meta[name=kindfold]").content,A=yi==="static"?no("data/"):ro();function so(e,t){if(!e)return{rows:new Int32Array(0),sections:[]};let n=new Map(t.map(s=>[s.id,[]]));for(let s=0;s<e.n;s++)n.get(e.cluster[s])?.push(s);let o=new Int32Array(e.n),i=[],r=0;for(let[s,a]of n)a.sort((l,p)=>xe(e,l)-xe(e,p)||e.confidence[p]-e.confidence[l]||l-p),o.set(a,r),i.push({cluster:s,start:r,count:a.length}),r+=a.length;return{rows:o.subarray(0,r),sections:i}}function ao(e,t=null){let n=[];for(let o=0;o<e.n;o++)!(e.flags[o]&6)&&(t===null||e.cluster[o]===t)&&n.push(o);return n.sort((o,i)=>nt(e,i)-nt(e,o)||e.confidence[o]-e.confidence[i]||o-i)}function lo(e,t=null){let n=new Map;for(let i=0;i<e.n;i++){let r=e.duplicateOf[i];r<0||(n.has(r)||n.set(r,[r]),n.get(r).push(i))}return[...n.values()].filter(i=>t===null||i.some(r=>e.cluster[r]===t)).sort((i,r)=>r.length-i.length||i[0]-r[0])}var xe=(e,t)=>(e.flags[t]&2)!==0,nt=(e,t)=>(e.flags[t]&1)!==0,rn=(e,t)=>(e.flags[t]&4)!==0;function co(e,t,n=10){let o=new Array(n).fill(0);for(let i of t)o[Math.min(n-1,Math.floor(n*e.confidence[i]))]+=1;return o}var M=L(null),B=L([]),O=L(null),Ne=L(null),ot=L(null),G=L("grid"),y=L(null),N=L(new Set),C=L(new Set),S=L(null),Y=L(!1),H=L(null),te=L(null),He=L(128),rt=L(localStorage.getItem("kindfold.keys")!=="off"),R=ee(()=>new Map(B.value.map(e=>[e.id,e]))),Se=ee(()=>so(O.value,B.value)),T=ee(()=>M.value?.readonly??!0),ie=e=>R.value.get(e)?.name??"no kind",ge=e=>R.value.get(e)?.colour??"#888888",fe=ee(()=>N.value.size>0?[...N.value]:y.value!==null?[y.value]:S.value!==null&&O.value?[O.value.cluster[S.value]]:[]),ce=ee(()=>C.value.size>0?[...C.value]:S.value===null?[]:[S.value]);var bi=new Intl.NumberFormat("en-GB"),J=e=>bi.format(e),I=(e,t,n=`${t}s`)=>`${J(e)} ${e===1?t:n}`,Q=e=>`${Math.round(100*e)} %`;var wi={rows:[],sections:[],captions:!1,note:""},pe=ee(()=>O.value?H.value?Ei(H.value):G.value==="unsure"?Si():G.value==="repeated"?Mi():y.value===null?ki():xi(y.value):wi),sn=e=>Se.value.sections.find(t=>t.cluster===e)??{start:0,count:0};function ki(){let{rows:e,sections:t}=Se.value;return{rows:e,sections:t,captions:!1,note:""}}function xi(e){let{start:t,count:n}=sn(e);return{rows:Se.value.rows.subarray(t,t+n),sections:At(n),captions:!1,note:""}}function Si(){let e=ao(O.value,y.value),t=e.length?"The least sure first. Keys 1, 2 and 3 put the picture into one of its three likeliest kinds.":"No picture waits for you.";return{rows:e,sections:At(e.length),captions:!0,note:t}}function Mi(){let e=lo(O.value,y.value),t=e.flat(),n=new Map(e.flatMap((r,s)=>r.map(a=>[a,s%2]))),o=e.flatMap(r=>r.slice(1)),i=e.length?`${I(o.length,"picture")} look like a copy of another, in ${I(e.length,"group")}.`:"No picture looks like a copy of another.";return{rows:t,sections:At(t.length),captions:!0,note:i,bands:n,copies:o}}function Ei({said:e,rows:t,scores:n}){let o=t.length?`${J(t.length)} pictures most like ${e}.`:`Nothing is like ${e}.`;return{rows:t,sections:At(t.length),captions:!0,note:o,scores:n}}var At=e=>e?[{cluster:null,start:0,count:e}]:[],uo=ee(()=>y.value===null?"All pictures":R.value.get(y.value)?.name??"");var Ai=1;async function Ct(){let[e,t,n]=await Promise.all([A.run(),A.clusters(),A.labels()]);X(()=>{M.value=e,B.value=t,O.value=n})}async function fo(){try{await Promise.all([A.run().then(e=>M.value=e),A.clusters().then(e=>B.value=e),A.labels().then(e=>O.value=e)])}catch(e){ot.value=e.message}}async function po(){for(;!Ne.value;)Ne.value=await A.map(),Ne.value||await new Promise(e=>setTimeout(e,1e3*Ai))}async function mo(){if(!M.value||document.hidden)return;let e=await A.run().catch(()=>null);e&&e.rev!==M.value.rev&&await Ct()}var Ci=7,Tt=L(null),ho;function Me(e,{undoable:t=!1,wrong:n=!1}={}){clearTimeout(ho),Tt.value={text:e,undoable:t,wrong:n},ho=setTimeout(()=>Tt.value=null,1e3*Ci)}var Ee=e=>Me(e,{wrong:!0});var an=Promise.resolve();function ye(e,{undoable:t=!0,then:n=()=>{}}={}){return an=an.then(async()=>{try{let{said:o}=await e(M.value.rev),i=pe.value.rows.indexOf(S.value);await Ct(),X(()=>{Ti(),n(),Oi(i)}),Me(o,{undoable:t})}catch(o){on(o)&&await Ct(),Ee(on(o)?"Another window has changed this run. You now see its state; try again.":o.message)}}),an}function Ti(){N.value=new Set([...N.value].filter(e=>R.value.has(e))),y.value!==null&&!R.value.has(y.value)&&(y.value=null)}function Oi(e){let{rows:t}=pe.value;e>=0&&!t.includes(S.value)&&(S.value=t[Math.min(e,t.length-1)]??null)}var Ot=()=>{C.value=new Set},Dt=(e,t)=>ye(n=>A.edit(n,"rename",{cluster:e,name:t})),_o=(e,t)=>ye(n=>A.edit(n,"merge",{clusters:e,...t?{name:t}:{}}),{then:()=>{N.value=new Set;let n=[...R.value.values()].find(o=>o.name===t);(y.value!==null||e.length)&&(y.value=n?.id??null)}}),vo=(e,t)=>ye(n=>A.edit(n,"split",{cluster:e,into:t}),{then:()=>N.value=new Set});function Ie(e,t,n){return ye(o=>A.edit(o,"move",{rows:e,to:t,...n?{name:n}:{}}),{then:Ot})}var go=e=>ye(t=>A.edit(t,"reject",{rows:e}),{then:Ot}),yo=e=>ye(t=>A.edit(t,"restore",{rows:e}),{then:Ot}),Ke=e=>ye(t=>A.edit(t,"level",{index:e}),{then:()=>y.value=null}),Pt=()=>ye(A.undo,{undoable:!1}),$o=()=>ye(A.redo,{undoable:!0});async function bo(e,t){try{Me((await A.export(e,t)).said)}catch(n){Ee(n.message)}}async function wo(e,t){try{let n=(await t()).hits;X(()=>{C.value=new Set,H.value={said:e,rows:n.map(({row:o})=>o),scores:new Map(n.map(({row:o,score:i})=>[o,i]))}}),Me(n.length?`${n.length} pictures most like ${e}.`:`Nothing is like ${e}.`)}catch(n){Ee(n.message)}}var ko=e=>wo(`“${e}”`,()=>A.searchWords(e)),xo=e=>wo("your picture",()=>A.searchPicture(e));function So(){te.value?te.value=null:C.value.size?Ot():N.value.size?N.value=new Set:Y.value?Y.value=!1:H.value?H.value=null:S.value!==null?S.value=null:y.value!==null&&(y.value=null)}async function Rt(e,t){if(e===null)return;let{top:n}=await A.picture(e);n[t]&&await Ie([e],n[t].cluster)}function Ae(e){X(()=>{H.value=null,G.value=e})}function $e(e){X(()=>{y.value=e,H.value=null,S.value=null,Y.value=!1,C.value=new Set})}var Mo=null;function de(e,{range:t=!1,toggle:n=!1}={}){X(()=>{t?C.value=new Set([...n?C.value:[],...Di(Mo??S.value??e,e)]):n?C.value=Co(C.value,e):C.value=new Set,t||(Mo=e),S.value=e}),(t||n)&&Ao()}function Ce(e=pe.value.rows){C.value=new Set(e),Ao()}function Eo(e){Ce([...C.value,...e])}function Lt(e){N.value=Co(N.value,e),Me(`${I(N.value.size,"kind")} chosen.`)}var Ao=()=>Me(`${I(C.value.size,"picture")} selected.`);function Co(e,t){let n=new Set(e);return n.delete(t)||n.add(t),n}function Di(e,t){let{rows:n}=pe.value,[o,i]=[n.indexOf(e),n.indexOf(t)].sort((r,s)=>r-s);return o<0?[t]:n.slice(o,i+1)}var We=e=>()=>te.value={name:e},ue=()=>!T.value,Oo=()=>M.value?.levels??[],Te={merge:{key:"m",name:"Merge",can:()=>ue()&&fe.value.length>0&&B.value.length>1,run:We("merge")},split:{key:"s",name:"Split",can:()=>ue()&&fe.value.length===1,run:We("split")},rename:{key:"r",name:"Rename",can:()=>ue()&&fe.value.length===1,run:We("rename")},move:{key:"v",name:"Move",can:()=>ue()&&ce.value.length>0,run:We("move")},reject:{key:"x",name:"Reject",can:()=>ue()&&ce.value.length>0,run:Pi},first:{key:"1",name:"Into its likeliest kind",can:ln,run:()=>Rt(S.value,0)},second:{key:"2",name:"Into its second kind",can:ln,run:()=>Rt(S.value,1)},third:{key:"3",name:"Into its third kind",can:ln,run:()=>Rt(S.value,2)},undo:{key:"z",name:"Undo",can:()=>ue()&&M.value.can_undo,run:Pt},redo:{key:"Z",name:"Redo",can:()=>ue()&&M.value.can_redo,run:$o},all:{key:"a",name:"Select all in view",can:()=>O.value!==null,run:()=>Ce()},coarser:{key:"[",name:"Fewer kinds",can:()=>To(-1),run:()=>Ke(cn(-1))},finer:{key:"]",name:"More kinds",can:()=>To(1),run:()=>Ke(cn(1))},search:{key:"/",name:"Search",can:()=>ue(),run:()=>document.getElementById("words")?.focus()},grid:{key:"g",name:"Grid",can:()=>!0,run:()=>Ae("grid")},map:{key:"p",name:"Map",can:()=>!0,run:()=>Ae("map")},unsure:{key:"u",name:"Unsure",can:()=>!0,run:()=>Ae("unsure")},repeated:{key:"d",name:"Repeated",can:()=>!0,run:()=>Ae("repeated")},details:{key:"Enter",name:"Details of the picture",can:()=>S.value!==null,run:()=>Y.value=!0},export:{key:"e",name:"Export",can:ue,run:We("export")},help:{key:"?",name:"Keys",can:()=>!0,run:We("help")},back:{key:"Escape",name:"Step back",can:()=>!0,run:So}},Do=new Map(Object.values(Te).map(e=>[e.key,e])),it=()=>ce.value.length>0&&ce.value.every(e=>xe(O.value,e));function Pi(){return it()?yo(ce.value):go(ce.value)}function ln(){return ue()&&S.value!==null&&G.value==="unsure"&&N.value.size===0}function cn(e){return(M.value.level??Oo().findIndex(({n_clusters:n})=>n===M.value.n_fit_clusters))+e}var To=e=>ue()&&Oo()[cn(e)]!==void 0;var Po="input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";function Ro(){document.addEventListener("keydown",e=>{if(!(e.defaultPrevented||e.altKey||te.value)){if(e.ctrlKey||e.metaKey)return Ri(e);if(e.target.matches(Po)){e.key==="Escape"&&e.target.blur();return}e.key.length===1&&!rt.value||e.key==="Enter"&&e.target.matches("button, a, summary")||Nt(e,e.key)}})}function Ri(e){if(e.target.matches(Po))return;let t=e.key.toLowerCase();t==="z"?Nt(e,e.shiftKey?"Z":"z"):t==="y"?Nt(e,"Z"):t==="a"&&Nt(e,"a")}function Nt(e,t){let n=Do.get(t);n?.can()&&(e.preventDefault(),n.run())}var Li={undo:"M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8h-2",redo:"m12 5 4 4-4 4M16 9H8a4 4 0 0 0 0 8h2",export:"M10 12V3m-4 4 4-4 4 4M4 12v4h12v-4",help:"M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 2.6v.1",search:"M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10Zm3.6-1.4L17 17",picture:"M3 5h14v10H3zM3 13l4-4 3 3 2.5-2.5L17 14",close:"m5 5 10 10M15 5 5 15",check:"m5 10.5 3.5 3.5L15 6.5",lasso:"M10 4c4 0 7 1.8 7 4.2S14 12.5 10 12.5 3 10.700 3 8.200 6 4 10 4ZM6 12c-1.500 1-1 3 .5 3S8 17 7 18",fit:"M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",more:"M10 4v12M4 10h12",less:"M4 10h12"},z=({name:e})=>f`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${Li[e]} /></svg>`;function Lo({row:e,index:t,left:n,top:o,size:i,list:r,still:s}){let a=C.value.has(e),l=O.value,p=l.cluster[e],c=d=>{let m=d.pointerType==="touch",u=d.ctrlKey||d.metaKey||m&&C.value.size>0;de(e,{range:d.shiftKey,toggle:u}),m&&!u&&(Y.value=!0)};return f`<div
    id=${`picture-${e}`}
    class=${Ni({row:e,chosen:a,list:r})}
    role="option"
    aria-selected=${a}
    aria-setsize=${r.rows.length}
    aria-posinset=${t+1}
    aria-label=${Ii(e)}
    style=${{transform:`translate(${n}px, ${o}px)`,width:`${i}px`,"--colour":ge(p)}}
    onClick=${c}
    onDblClick=${()=>Y.value=!0}
    draggable=${!T.value}
    onDragStart=${d=>ji(d,e)}
  >
    <${me} row=${e} size=${i} still=${s} />
    <span class="tick" onClick=${d=>(d.stopPropagation(),de(e,{toggle:!0}))}><${z} name="check" /></span>
    ${r.copies&&f`<span class="tag">${l.duplicateOf[e]<0?"original":"copy"}</span>`}
    ${xe(l,e)&&f`<span class="tag">rejected</span>`}
    ${r.captions&&f`<span class="legend"><i class="dot"></i><bdi>${ie(p)}</bdi><span>${Q(l.confidence[e])}</span></span>`}
  </div>`}function me({row:e,size:t,still:n=!0,alt:o=""}){let[i,r]=w(""),[s,a]=w(n);n&&!s&&a(!0);let l=t?{width:`${t}px`,height:`${t}px`}:void 0;return!s||i==="gone"?f`<span class=${i==="gone"?"thumb gone":"thumb"} style=${l}>${i==="gone"&&"cannot be read"}</span>`:f`<img
    class="thumb"
    src=${A.thumb(e)}
    alt=${o}
    style=${l}
    decoding="async"
    draggable="false"
    onError=${()=>r("gone")}
  />`}function Ni({row:e,chosen:t,list:n}){let o=O.value;return["cell",t&&"picked",e===S.value&&"shown",nt(o,e)&&"outlier",xe(o,e)&&"rejected",rn(o,e)&&"moved",n.bands&&`band-${n.bands.get(e)}`].filter(Boolean).join(" ")}function Ii(e){let t=O.value;return[`picture ${e+1}`,ie(t.cluster[e]),`${Q(t.confidence[e])} sure`,nt(t,e)&&"fits no kind well",t.duplicateOf[e]>=0&&"looks like a copy",xe(t,e)&&"rejected",rn(t,e)&&"moved by hand"].filter(Boolean).join(", ")}function ji(e,t){let n=C.value.has(t)?ce.value:[t];e.dataTransfer.setData("application/x-kindfold-rows",JSON.stringify(n)),e.dataTransfer.effectAllowed="move"}var No="application/x-kindfold-rows";function Io(){let[e,t]=w(null),n=[null,...B.value.map(({id:r})=>r)],o=r=>{t(r),document.getElementById(un(r))?.scrollIntoView({block:"nearest",inline:"nearest"})},i=r=>{if(r.ctrlKey||r.metaKey||r.altKey)return;let s=Math.max(0,n.indexOf(e)),a={ArrowDown:1,ArrowRight:1,ArrowUp:-1,ArrowLeft:-1,PageDown:5,PageUp:-5,Home:-1e9,End:1e9};if(r.key in a)o(n[Math.min(Math.max(s+a[r.key],0),n.length-1)]);else if(r.key==="Enter")$e(n[s]);else if(r.key===" ")n[s]!==null&&Lt(n[s]);else return;r.preventDefault()};return f`<div
    class="cards"
    id="kinds"
    role="listbox"
    tabindex="0"
    aria-label="Kinds"
    aria-multiselectable="true"
    aria-activedescendant=${un(e)}
    onKeyDown=${i}
    onFocus=${()=>e===null&&t(y.value)}
  >
    <${Ui} active=${e===null} />
    ${B.value.map(r=>f`<${zi} key=${r.id} cluster=${r} active=${e===r.id} />`)}
  </div>`}var un=e=>e===null?"kind-all":`kind-${e}`;function Ui({active:e}){return f`<div
    id="kind-all"
    role="option"
    class=${jo({opened:y.value===null,active:e},"everything")}
    aria-selected="false"
    aria-current=${y.value===null?"true":void 0}
    onClick=${()=>$e(null)}
  >
    <h3>All pictures</h3>
    <span class="size">${J(M.value?.n??0)}</span>
  </div>`}function zi({cluster:e,active:t}){let[n,o]=w(!1),i=N.value.has(e.id),r=l=>{l.preventDefault(),o(!1);let p=l.dataTransfer.getData(No);p&&Ie(JSON.parse(p),e.id)},s=l=>{l.dataTransfer.types.includes(No)&&(l.preventDefault(),o(!0))},a=()=>{$e(e.id),T.value||(te.value={name:"rename"})};return f`<div
    id=${un(e.id)}
    role="option"
    class=${jo({opened:y.value===e.id,chosen:i,active:t,over:n,rejected:e.rejected},"card")}
    aria-selected=${i}
    aria-current=${y.value===e.id?"true":void 0}
    aria-label=${`${e.name}, ${J(e.size)} pictures, ${Q(e.confidence)} sure`}
    style=${{"--colour":e.colour,"--sure":e.confidence}}
    onClick=${l=>l.ctrlKey||l.metaKey||l.shiftKey?Lt(e.id):$e(e.id)}
    onDragOver=${s}
    onDragLeave=${()=>o(!1)}
    onDrop=${r}
  >
    <div class="caption">
      <i class="dot"></i>
      <h3 onDblClick=${a}><bdi>${e.name}</bdi></h3>
      <span class="size">${J(e.size)}</span>
    </div>
    <p class="words">${e.rejected?"rejected":Fi(e)}</p>
    <div class="strip">
      ${e.central.slice(0,4).map(l=>f`<${me} key=${l} row=${l} />`)}
      ${e.borderline.slice(0,2).map(l=>f`<span class="edge" key=${l}><${me} row=${l} /></span>`)}
    </div>
    <div class="sure" title=${`${Q(e.confidence)} sure on average`}></div>
    ${!T.value&&f`<span class="tick" title="Choose for merging (space)" onClick=${l=>(l.stopPropagation(),Lt(e.id))}>
      <${z} name="check" />
    </span>`}
  </div>`}var Fi=({alternatives:e})=>e.length?`or ${e.map(([t])=>t).join(", ")}`:"named by hand";function jo(e,t){return[t,...Object.keys(e).filter(n=>e[n])].join(" ")}function j({command:e,label:t,icon:n,kind:o="",hint:i=!0,title:r}){let{key:s,name:a,can:l,run:p}=Te[e],c=t??a;return f`<button
    class=${o}
    disabled=${!l()}
    onClick=${p}
    aria-label=${n?c:void 0}
    aria-keyshortcuts=${s}
    title=${r??(n?`${c} (${s})`:void 0)}
  >
    ${n?f`<${z} name=${n} />`:c}
    ${!n&&i&&f` <kbd aria-hidden="true">${s}</kbd>`}
  </button>`}function zo(){return T.value?null:C.value.size>0?f`<${Uo} text=${`${I(C.value.size,"picture")} selected`} clear=${()=>C.value=new Set}>
      <${j} command="move" kind="strong" />
      <${j} command="reject" label=${it()?"Restore":"Reject"} />
    <//>`:N.value.size>0?f`<${Uo} text=${`${I(N.value.size,"kind")} chosen`} clear=${()=>N.value=new Set}>
      <${j} command="merge" kind="strong" />
      ${N.value.size===1&&f`<${j} command="split" /><${j} command="rename" />`}
    <//>`:null}function Uo({text:e,clear:t,children:n}){return f`<div class="actions" role="toolbar" aria-label="Selection">
    <span>${e}</span>
    ${n}
    <button class="plain" onClick=${t}>Clear <kbd aria-hidden="true">Esc</kbd></button>
  </div>`}function Fo({block:e}){let{cluster:t,top:n,count:o}=e;return f`<div class="heading" role="presentation" style=${{transform:`translateY(${n}px)`,"--colour":ge(t)}}>
    <button class="plain" tabindex="-1" onClick=${()=>$e(t)}>
      <i class="dot"></i><bdi>${ie(t)}</bdi> <span class="quiet">${J(o)}</span>
      ${R.value.get(t)?.rejected&&f` <span class="quiet">rejected</span>`}
    </button>
  </div>`}function Bo(e,t,{cell:n,caption:o=0,headings:i=!0}){let r=Math.max(1,Math.floor((t+6)/(n+6))),s=(t-6*(r-1))/r,a=s+o+6,l=0;return{blocks:e.map(c=>{let d=i&&c.cluster!==null?44:0,m=Math.ceil(c.count/r),u={...c,top:l,heading:d,lines:m};return l+=d+m*a,u}),columns:r,size:s,pitch:a,caption:o,gap:6,height:l}}function Ho(e,t,n){let o=[],i=[];for(let r=Ki(e,t);r<e.blocks.length&&e.blocks[r].top<n;r++){let s=e.blocks[r];s.heading&&s.top+s.heading>t&&o.push(s);let a=s.top+s.heading,l=Math.max(0,Math.floor((t-a)/e.pitch)),p=Math.min(s.lines,Math.ceil((n-a)/e.pitch)),c=Math.min(s.count,p*e.columns);for(let d=l*e.columns;d<c;d++)i.push({index:s.start+d,...qo(e,s,d)})}return{headings:o,cells:i}}function Ko(e,t){let n=e.blocks.find(({start:o,count:i})=>t>=o&&t<o+i);return n?qo(e,n,t-n.start):{left:0,top:0}}function Wo(e,t,n){let o=e.blocks.reduce((a,l)=>a+l.count,0),i=a=>Math.min(Math.max(a,0),o-1),r=e.columns*4,s={ArrowLeft:-1,ArrowRight:1,PageUp:-r,PageDown:r,Home:-o,End:o};return n in s?i(t+s[n]):i(n==="ArrowDown"?Bi(e,t):Hi(e,t))}function Bi(e,t){let{block:n,b:o,line:i,column:r}=Go(e,t);if(i+1<n.lines)return Math.min(t+e.columns,n.start+n.count-1);let s=e.blocks.slice(o+1).find(({count:a})=>a>0);return s?s.start+Math.min(r,s.count-1):t}function Hi(e,t){let{b:n,line:o,column:i}=Go(e,t);if(o>0)return t-e.columns;let r=e.blocks.slice(0,n).findLast(({count:s})=>s>0);return r?r.start+Math.min((r.lines-1)*e.columns+i,r.count-1):t}function Go(e,t){let n=e.blocks.findIndex(({start:r,count:s})=>t>=r&&t<r+s),o=e.blocks[n],i=t-o.start;return{block:o,b:n,line:Math.floor(i/e.columns),column:i%e.columns}}function qo(e,t,n){let o=Math.floor(n/e.columns);return{left:n%e.columns*(e.size+e.gap),top:t.top+t.heading+o*e.pitch}}function Ki({blocks:e},t){let n=0,o=e.length;for(;n<o;){let i=n+o>>1;e[i].top<=t?n=i+1:o=i}return Math.max(0,n-1)}var Wi=22,Vo=300,Gi=90,qi=900;function Yo(){let e=pe.value,t=Z(null),{width:n,height:o,top:i,still:r}=Vi(t),s=le(()=>Bo(e.sections,n,{cell:He.value,caption:e.captions?Wi:0}),[e,n,He.value]);Yi(t,s,e);let{headings:a,cells:l}=n?Ho(s,i-Vo,i+o+Vo):{headings:[],cells:[]},p=c=>{if(!/^(Arrow|Page|Home|End|Enter| )/.test(c.key)||c.ctrlKey||c.metaKey||c.altKey||(c.preventDefault(),!e.rows.length))return;let d=e.rows.indexOf(S.value);c.key==="Enter"?Y.value=!0:c.key===" "?de(e.rows[Math.max(d,0)],{toggle:!0}):de(e.rows[d<0?0:Wo(s,d,c.key)],{range:c.shiftKey}),Jo(t.current,s,e.rows.indexOf(S.value))};return f`<div
    class="grid"
    ref=${t}
    id="pictures"
    role="listbox"
    tabindex="0"
    aria-label="Pictures"
    aria-multiselectable="true"
    aria-activedescendant=${S.value===null?void 0:`picture-${S.value}`}
    onKeyDown=${p}
  >
    <div class="sheet" role="presentation" style=${{height:`${s.height}px`}}>
      ${a.map(c=>f`<${Fo} key=${`kind ${c.cluster}`} block=${c} />`)}
      ${l.map(({index:c,left:d,top:m})=>f`<${Lo}
            key=${e.rows[c]}
            row=${e.rows[c]}
            index=${c}
            left=${d}
            top=${m}
            size=${s.size}
            list=${e}
            still=${r}
          />`)}
    </div>
  </div>`}function Vi(e){let[t,n]=w({width:0,height:0,top:0,still:!0});return Bn(()=>{let o=e.current,i,r=()=>{let l=getComputedStyle(o),p=o.clientWidth-parseFloat(l.paddingLeft)-parseFloat(l.paddingRight);n(c=>({...c,width:p,height:o.clientHeight,top:o.scrollTop}))},s=()=>{clearTimeout(i),i=setTimeout(()=>n(l=>({...l,still:!0})),Gi),n(l=>{let p=Math.abs(o.scrollTop-l.top)>qi;return{...l,top:o.scrollTop,still:l.still?!p:!1}})},a=new ResizeObserver(r);return a.observe(o),o.addEventListener("scroll",s,{passive:!0}),()=>{a.disconnect(),o.removeEventListener("scroll",s),clearTimeout(i)}},[]),t}function Yi(e,t,n){let o=Z(null);V(()=>{let i=o.current?.note===n.note&&o.current?.sections.length===n.sections.length,r=n.rows.indexOf(S.value);r>=0?Jo(e.current,t,r):i||(e.current.scrollTop=0),o.current=n},[t])}function Jo(e,t,n){if(n<0)return;let{top:o}=Ko(t,n),i=60;o-i<e.scrollTop&&(e.scrollTop=o-i);let r=o+t.size+t.caption+i;r>e.scrollTop+e.clientHeight&&(e.scrollTop=r-e.clientHeight)}var Ji=0,Zi=1,Qi=2;function Qo(e,t){let n=new Map([...t].map(([i,{colour:r}])=>[i,Xi(r)])),o=new Uint8Array(3*e.n);for(let i=0;i<e.n;i++)o.set(n.get(e.cluster[i])??[136,136,136],3*i);return o}function Xo(e,t,n){let o=new Uint8Array(e.n);for(let i=0;i<e.n;i++){let r=e.flags[i]&2||t!==null&&e.cluster[i]!==t;o[i]=r?Ji:Zi}for(let i of n)o[i]=Qi;return o}function er(e,t,n,o){let i=Math.max(1,...t.map(({count:s})=>s)),r=new Map(o.map(s=>[s.id,s]));return t.filter(({count:s})=>s>0).map(({cluster:s,start:a,count:l})=>{let p=n.subarray(a,a+l);return{name:r.get(s).name,x:Zo(p,e,0),y:Zo(p,e,1),weight:Math.sqrt(l/i)}})}function Zo(e,t,n){let o=Float32Array.from(e,i=>t[2*i+n]).sort();return o[o.length>>1]}var Xi=e=>[1,3,5].map(t=>parseInt(e.slice(t,t+2),16));function tr(e,{drag:t,zoom:n,point:o,take:i,lasso:r,lassoing:s,leave:a}){let l=new Map,p=null,c=0,d=h=>{let x=e.getBoundingClientRect();return[h.clientX-x.left,h.clientY-x.top]},m=h=>{h.button===0&&(e.setPointerCapture(h.pointerId),l.set(h.pointerId,d(h)),c=0,p=l.size===1&&(h.shiftKey||s())?[d(h)]:null)},u=h=>{let x=d(h),K=l.get(h.pointerId);if(!K)return o(x);c+=Math.hypot(x[0]-K[0],x[1]-K[1]),p?(p.push(x),r(p,!1,h)):l.size===2?g(h.pointerId,K,x):t(x[0]-K[0],x[1]-K[1]),l.set(h.pointerId,x)},_=h=>{l.delete(h.pointerId)&&(p&&c>8?r(p,!0,h):c<5&&i(d(h),h),p=null)},$=h=>{l.delete(h.pointerId),p&&r([],!1,h),p=null},g=(h,x,K)=>{let[,ae]=[...l].find(([q])=>q!==h),ne=([q,oe])=>Math.hypot(q-ae[0],oe-ae[1]),Ue=[(K[0]+ae[0])/2,(K[1]+ae[1])/2];n(ne(K)/Math.max(ne(x),1),...Ue),t((K[0]-x[0])/2,(K[1]-x[1])/2)},v={pointerdown:m,pointermove:u,pointerup:_,pointercancel:$,pointerleave:a,dblclick:h=>n(2,...d(h)),wheel:h=>{h.preventDefault();let x=h.deltaY*(h.deltaMode===1?16:1);n(Math.exp(-x/(h.ctrlKey?100:400)),...d(h))}};for(let[h,x]of Object.entries(v))e.addEventListener(h,x,{passive:!1});return()=>{for(let[h,x]of Object.entries(v))e.removeEventListener(h,x)}}var nr=[Int8Array,Uint8Array,Uint8ClampedArray,Int16Array,Uint16Array,Int32Array,Uint32Array,Float32Array,Float64Array],fn=1,st=8,P=new Uint32Array(96),lt=class e{static from(t){if(!t||t.byteLength===void 0||t.buffer)throw new Error("Data must be an instance of ArrayBuffer or SharedArrayBuffer.");let[n,o]=new Uint8Array(t,0,2);if(n!==219)throw new Error("Data does not appear to be in a KDBush format.");let i=o>>4;if(i!==fn)throw new Error(`Got v${i} data when expected v${fn}.`);let r=nr[o&15];if(!r)throw new Error("Unrecognized array type.");let[s]=new Uint16Array(t,2,1),[a]=new Uint32Array(t,4,1);return new e(a,s,r,void 0,t)}constructor(t,n=64,o=Float64Array,i=ArrayBuffer,r){if(isNaN(t)||t<0)throw new Error(`Unexpected numItems value: ${t}.`);this.numItems=+t,this.nodeSize=Math.min(Math.max(+n,2),65535),this.ArrayType=o,this.IndexArrayType=t<65536?Uint16Array:Uint32Array;let s=nr.indexOf(this.ArrayType),a=t*2*this.ArrayType.BYTES_PER_ELEMENT,l=t*this.IndexArrayType.BYTES_PER_ELEMENT,p=(8-l%8)%8;if(s<0)throw new Error(`Unexpected typed array class: ${o}.`);if(r)this.data=r,this.ids=new this.IndexArrayType(r,st,t),this.coords=new o(r,st+l+p,t*2),this._pos=t*2,this._finished=!0;else{let c=this.data=new i(st+a+l+p);this.ids=new this.IndexArrayType(c,st,t),this.coords=new o(c,st+l+p,t*2),this._pos=0,this._finished=!1,new Uint8Array(c,0,2).set([219,(fn<<4)+s]),new Uint16Array(c,2,1)[0]=n,new Uint32Array(c,4,1)[0]=t}}add(t,n){let o=this._pos>>1;return this.ids[o]=o,this.coords[this._pos++]=t,this.coords[this._pos++]=n,o}finish(){let t=this._pos>>1;if(t!==this.numItems)throw new Error(`Added ${t} items when expected ${this.numItems}.`);return dn(this.ids,this.coords,this.nodeSize,0,this.numItems-1,0),this._finished=!0,this}range(t,n,o,i){if(!this._finished)throw new Error("Data not yet indexed - call index.finish().");let{ids:r,coords:s,nodeSize:a}=this;P[0]=0,P[1]=r.length-1,P[2]=0;let l=3,p=[];for(;l>0;){let c=P[--l],d=P[--l],m=P[--l];if(d-m<=a){for(let g=m;g<=d;g++){let k=s[2*g],b=s[2*g+1];k>=t&&k<=o&&b>=n&&b<=i&&p.push(r[g])}continue}let u=m+d>>1,_=s[2*u],$=s[2*u+1];_>=t&&_<=o&&$>=n&&$<=i&&p.push(r[u]),(c===0?t<=_:n<=$)&&(P[l++]=m,P[l++]=u-1,P[l++]=1-c),(c===0?o>=_:i>=$)&&(P[l++]=u+1,P[l++]=d,P[l++]=1-c)}return p}within(t,n,o){let i=[];return this.withinInto(t,n,o,i),i}withinInto(t,n,o,i){if(!this._finished)throw new Error("Data not yet indexed - call index.finish().");let{ids:r,coords:s,nodeSize:a}=this;P[0]=0,P[1]=r.length-1,P[2]=0;let l=3,p=0,c=o*o;for(;l>0;){let d=P[--l],m=P[--l],u=P[--l];if(m-u<=a){for(let k=u;k<=m;k++)or(s[2*k],s[2*k+1],t,n)<=c&&(i[p++]=r[k]);continue}let _=u+m>>1,$=s[2*_],g=s[2*_+1];or($,g,t,n)<=c&&(i[p++]=r[_]),(d===0?t-o<=$:n-o<=g)&&(P[l++]=u,P[l++]=_-1,P[l++]=1-d),(d===0?t+o>=$:n+o>=g)&&(P[l++]=_+1,P[l++]=m,P[l++]=1-d)}return p}};function dn(e,t,n,o,i,r){if(i-o<=n)return;let s=o+i>>1;rr(e,t,s,o,i,r),dn(e,t,n,o,s-1,1-r),dn(e,t,n,s+1,i,1-r)}function rr(e,t,n,o,i,r){for(;i>o;){if(i-o>600){let p=i-o+1,c=n-o+1,d=Math.log(p),m=.5*Math.exp(2*d/3),u=.5*Math.sqrt(d*m*(p-m)/p)*(c-p/2<0?-1:1),_=Math.max(o,Math.floor(n-c*m/p+u)),$=Math.min(i,Math.floor(n+(p-c)*m/p+u));rr(e,t,n,_,$,r)}let s=t[2*n+r],a=o,l=i;for(at(e,t,o,n),t[2*i+r]>s&&at(e,t,o,i);a<l;){for(at(e,t,a,l),a++,l--;t[2*a+r]<s;)a++;for(;t[2*l+r]>s;)l--}t[2*o+r]===s?at(e,t,o,l):(l++,at(e,t,l,i)),l<=n&&(o=l+1),n<=l&&(i=l-1)}}function at(e,t,n,o){pn(e,n,o),pn(t,2*n,2*o),pn(t,2*n+1,2*o+1)}function pn(e,t,n){let o=e[t];e[t]=e[n],e[n]=o}function or(e,t,n,o){let i=e-n,r=t-o;return i*i+r*r}var mn={x:0,y:0,zoom:1},je=(e,{width:t,height:n})=>.9*e.zoom*Math.min(t,n)/2;function ct(e,t,n,o){let i=je(e,t);return[t.width/2+(n-e.x)*i,t.height/2-(o-e.y)*i]}function Ge(e,t,n,o){let i=je(e,t);return[e.x+(n-t.width/2)/i,e.y-(o-t.height/2)/i]}function sr(e,t,n,o){let i=je(e,t);return cr({...e,x:e.x-n/i,y:e.y+o/i})}function ar(e,t,n,o=t.width/2,i=t.height/2){let[r,s]=Ge(e,t,o,i),a=Math.min(Math.max(e.zoom*n,1),200),l=e.zoom/a;return cr({zoom:a,x:r+(e.x-r)*l,y:s+(e.y-s)*l})}function lr(e,t,n=0){let[o,i]=Ge(e,t,-n,-n),[r,s]=Ge(e,t,t.width+n,t.height+n);return{left:o,bottom:s,right:r,top:i}}var cr=({x:e,y:t,zoom:n})=>({zoom:n,x:ir(e),y:ir(t)}),ir=e=>Math.min(Math.max(e,-1),1);var es=[.16,.9,1];function ur(e){let t=e.getContext("2d"),n={points:new Float32Array(0),colour:new Uint8Array(0),state:new Uint8Array(0)};return{kind:"canvas",put:o=>n=o,putState:o=>n={...n,state:o},paint({camera:o,width:i,height:r,scale:s,size:a,ratio:l,ring:p}){let{points:c,colour:d,state:m}=n;t.setTransform(l,0,0,l,0,0),t.clearRect(0,0,i,r);for(let u of[0,1])for(let _=0;_<m.length;_++){if(m[_]===2!=(u===1))continue;let $=i/2+(c[2*_]-o.x)*s,g=r/2-(c[2*_+1]-o.y)*s;$<-a||g<-a||$>i+a||g>r+a||(t.globalAlpha=es[m[_]],t.fillStyle=`rgb(${d[3*_]} ${d[3*_+1]} ${d[3*_+2]})`,t.beginPath(),t.arc($,g,u?.75*a+1:a/2,0,2*Math.PI),t.fill(),u&&(t.strokeStyle=`rgb(${p.map(k=>255*k).join(" ")})`,t.lineWidth=2,t.stroke()))}t.globalAlpha=1},close(){}}}var ts=`#version 300 es
in vec2 place;
in vec3 colour;
in float state;  // 0 dimmed, 1 plain, 2 picked
uniform vec2 scale, centre;
uniform float size, pass;
out vec4 tint;
void main() {
  bool picked = state > 1.5;
  gl_Position = vec4((place - centre) * scale, picked == (pass > 0.5) ? 0.0 : 2.0, 1.0);
  gl_PointSize = picked ? size * 1.5 + 2.0 : size;
  tint = vec4(colour, state < 0.5 ? 0.16 : 0.9);
}`,ns=`#version 300 es
precision mediump float;
in vec4 tint;
uniform float pass, size;
uniform vec3 ring;
out vec4 shown;
void main() {
  float r = length(gl_PointCoord - 0.5) * 2.0;
  float edge = 2.0 / size;
  float alpha = tint.a * (1.0 - smoothstep(1.0 - edge, 1.0, r));
  vec3 inner = pass > 0.5 ? mix(tint.rgb, ring, smoothstep(0.55, 0.65, r)) : tint.rgb;
  shown = vec4(inner * alpha, alpha);
}`;function fr(e){let t=e.getContext("webgl2",{premultipliedAlpha:!0,antialias:!1});if(!t)return null;let n=os(t);t.useProgram(n),t.enable(t.BLEND),t.blendFunc(t.ONE,t.ONE_MINUS_SRC_ALPHA);let o=l=>t.getUniformLocation(n,l),i=hn(t,n,"place",2,t.FLOAT,!1),r=hn(t,n,"colour",3,t.UNSIGNED_BYTE,!0),s=hn(t,n,"state",1,t.UNSIGNED_BYTE,!1),a=0;return{kind:"webgl",put({points:l,colour:p,state:c}){a=c.length,i(l),r(p),s(c)},putState:s,paint({camera:l,width:p,height:c,scale:d,size:m,ratio:u,ring:_}){t.viewport(0,0,e.width,e.height),t.clearColor(0,0,0,0),t.clear(t.COLOR_BUFFER_BIT),t.uniform2f(o("scale"),2*d/p,2*d/c),t.uniform2f(o("centre"),l.x,l.y),t.uniform1f(o("size"),m*u),t.uniform3fv(o("ring"),_);for(let $ of[0,1])t.uniform1f(o("pass"),$),t.drawArrays(t.POINTS,0,a)},close:()=>t.getExtension("WEBGL_lose_context")?.loseContext()}}function os(e){let t=e.createProgram();for(let[n,o]of[[e.VERTEX_SHADER,ts],[e.FRAGMENT_SHADER,ns]]){let i=e.createShader(n);e.shaderSource(i,o),e.compileShader(i),e.attachShader(t,i)}if(e.linkProgram(t),!e.getProgramParameter(t,e.LINK_STATUS))throw new Error(e.getProgramInfoLog(t));return t}function hn(e,t,n,o,i,r){let s=e.createBuffer(),a=e.getAttribLocation(t,n);return e.bindBuffer(e.ARRAY_BUFFER,s),e.enableVertexAttribArray(a),e.vertexAttribPointer(a,o,i,r,0,0),l=>{e.bindBuffer(e.ARRAY_BUFFER,s),e.bufferData(e.ARRAY_BUFFER,l,e.DYNAMIC_DRAW)}}var rs=600;function pr(e){let t=new Map;return n=>{let o=t.get(n);return o?t.delete(n):(o=new Image,o.decoding="async",o.onload=e,o.src=A.thumb(n),t.size>=rs&&t.delete(t.keys().next().value)),t.set(n,o),o.complete&&o.naturalWidth?o:null}}var is=6,ss='-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';function dr(e,{camera:t,size:n,rows:o,points:i,image:r,colourOf:s,side:a,picked:l,ring:p}){for(let c of o){let[d,m]=ct(t,n,i[2*c],i[2*c+1]);if(d<-a||m<-a||d>n.width+a||m>n.height+a)continue;let u=r(c);if(!u)continue;let _=l.has(c);e.save(),e.beginPath(),e.roundRect(d-a/2,m-a/2,a,a,a/8),e.lineWidth=_?6:3,e.strokeStyle=_?p:s(c),e.stroke(),e.clip(),as(e,u,d-a/2,m-a/2,a),e.restore()}}function as(e,t,n,o,i){let{naturalWidth:r,naturalHeight:s}=t,a=Math.min(r,s);e.drawImage(t,(r-a)/2,(s-a)/2,a,a,n,o,i,i)}function mr(e,{camera:t,size:n,places:o,ink:i,paper:r}){if(t.zoom>is)return;let s=[];e.textAlign="center",e.textBaseline="middle",e.lineJoin="round";for(let{name:a,x:l,y:p,weight:c}of o){let[d,m]=ct(t,n,l,p),u=Math.round(12+4*c);e.font=`600 ${u}px ${ss}`;let _=e.measureText(a).width,$={left:d-_/2-5,right:d+_/2+5,top:m-u*.7,bottom:m+u*.7};$.left<4||$.right>n.width-4||s.some(g=>ls($,g))||(s.push($),e.strokeStyle=r,e.lineWidth=4,e.strokeText(a,d,m),e.fillStyle=i,e.fillText(a,d,m))}}var ls=(e,t)=>e.left<t.right&&t.left<e.right&&e.top<t.bottom&&t.top<e.bottom;function hr(e,t,n){t.length<2||(e.beginPath(),t.forEach(([o,i],r)=>r?e.lineTo(o,i):e.moveTo(o,i)),e.closePath(),e.globalAlpha=.12,e.fillStyle=n,e.fill(),e.globalAlpha=1,e.setLineDash([5,4]),e.lineWidth=1.5,e.strokeStyle=n,e.stroke(),e.setLineDash([]))}function _r(e,{width:t,height:n},o){e.strokeStyle=o,e.lineWidth=1.5,e.beginPath();for(let[i,r]of[[9,0],[-9,0],[0,9],[0,-9]])e.moveTo(t/2+i/3,n/2+r/3),e.lineTo(t/2+i,n/2+r);e.stroke()}function vr(e,[t,n],o,i){e.strokeStyle=i,e.lineWidth=2.5,e.beginPath(),e.arc(t,n,o,0,2*Math.PI),e.stroke()}function gr(e,t,n){let o=e.map(([s])=>s),i=e.map(([,s])=>s);return t.range(Math.min(...o),Math.min(...i),Math.max(...o),Math.max(...i)).filter(s=>cs(e,n[2*s],n[2*s+1]))}function cs(e,t,n){let o=!1;for(let i=0,r=e.length-1;i<e.length;r=i++){let[s,a]=e[i],[l,p]=e[r];a>n!=p>n&&t<(l-s)*(n-a)/(p-a)+s&&(o=!o)}return o}var yr=e=>Math.floor(Math.log2(e)),$r=e=>Math.min(96,30+12*Math.log2(e));function br(e,t,n,o){if(n<1)return[];let i=new Map,r=new Map;for(let a=0;a<t.length;a++){let l=Math.floor(e[2*a]/o)*65536+Math.floor(e[2*a+1]/o);r.set(l,(r.get(l)??0)+1);let p=i.get(l);(p===void 0||t[a]>t[p])&&i.set(l,a)}let s=n>=6?()=>!0:a=>r.get(a)<=8;return[...i].filter(([a])=>s(a)).map(([,a])=>a)}var us=14,fs={points:null};function xr(e,t,n){let o=fr(t)??ur(t),i=n.getContext("2d"),r=pr(()=>u()),s=fs,a=mn,l={width:1,height:1},p=[],c=!1,d=0,m={level:null,rows:[]},u=()=>{d||=requestAnimationFrame(_)};function _(){if(d=0,!s.points)return;let v=ms(e),h=window.devicePixelRatio||1;kr(t,l,h),kr(n,l,h),o.paint({camera:a,...l,scale:je(a,l),size:g(),ratio:h,ring:v.ringParts}),i.setTransform(h,0,0,h,0,0),i.clearRect(0,0,l.width,l.height);let{points:x,labels:K,places:ae,colourOf:ne,picked:Ue,shown:q}=s,oe=$r(a.zoom);dr(i,{camera:a,size:l,rows:k(oe),points:x,image:r,colourOf:ne,side:oe,picked:Ue,ring:v.ring}),q!==null&&K&&vr(i,$(q),Math.max(g(),9),v.ring),mr(i,{camera:a,size:l,places:ae,ink:v.ink,paper:v.card}),hr(i,p,v.ring),c&&_r(i,l,v.ring)}let $=v=>ct(a,l,s.points[2*v],s.points[2*v+1]),g=()=>ds(s.labels.n)*Math.min(2,1+.25*Math.log2(a.zoom));function k(v){let h=yr(a.zoom);if(m.level!==h){let x=1.3*v/je({...a,zoom:2**h},l);m={level:h,rows:br(s.points,s.labels.confidence,h,x)}}return m.rows}let b=v=>{a=v,u()};return{kind:o.kind,show(v){let h=v.points!==s.points||v.labels!==s.labels;v.points!==s.points&&(v={...v,index:ps(v.points)}),s={...s,...v},h?(m={level:null,rows:[]},o.put({points:s.points,colour:s.colour,state:s.state})):o.putState(s.state),u()},resize(v,h){l={width:v,height:h},m={level:null,rows:[]},u()},repaint:u,pan:(v,h)=>b(sr(a,l,v,h)),zoom:(v,h,x)=>b(ar(a,l,v,h,x)),whole:()=>b(mn),outline(v){p=v,u()},key(v){c=v,u()},at:(v,h)=>wr(s,Ge(a,l,v,h),us/je(a,l)),middle:()=>wr(s,[a.x,a.y],1/0),within:v=>gr(v.map(([h,x])=>Ge(a,l,h,x)),s.index,s.points),inView(){let{left:v,bottom:h,right:x,top:K}=lr(a,l);return s.index.range(v,h,x,K)},close(){cancelAnimationFrame(d),o.close()}}}function ps(e){let t=e.length/2,n=new lt(t,64,Float32Array);for(let o=0;o<t;o++)n.add(e[2*o],e[2*o+1]);return n.finish()}function wr({index:e,points:t},[n,o],i){let r=e.within(n,o,Math.min(i,4)),s=a=>Math.hypot(t[2*a]-n,t[2*a+1]-o);return r.reduce((a,l)=>a===null||s(l)<s(a)?l:a,null)}var ds=e=>Math.min(9,Math.max(3,13-2*Math.log10(e)));function kr(e,{width:t,height:n},o){let[i,r]=[Math.round(t*o),Math.round(n*o)];e.width!==i&&(e.width=i),e.height!==r&&(e.height=r)}function ms(e){let t=getComputedStyle(e),n=t.getPropertyValue("--ring").trim(),o=[1,3,5].map(i=>parseInt(n.slice(i,i+2),16)/255);return{ring:n,ringParts:o,ink:t.color,card:t.getPropertyValue("--card").trim()}}var It=60;function Sr(){return V(()=>{po().catch(e=>Ee(e.message))},[]),!Ne.value||!O.value?f`<p class="waiting" role="status">The map is being drawn …</p>`:f`<${hs} />`}function hs(){let[e,t,n]=[Z(null),Z(null),Z(null)],[o,i]=w(!1),[r,s]=w(null),a=Z(o);a.current=o;let l=gs({box:e,under:t,over:n,lassoing:a,setTip:s}),p=vs();return V(()=>l.current.show(p),[p]),f`<div
    class=${o?"map lassoing":"map"}
    ref=${e}
    id="map"
    tabindex="0"
    role="application"
    aria-label="Map of the pictures: arrows move it, plus and minus zoom, Enter takes the picture in the middle, space adds it, a selects all in sight"
    onKeyDown=${d=>{let m=l.current,u={ArrowLeft:()=>m.pan(It,0),ArrowRight:()=>m.pan(-It,0),ArrowUp:()=>m.pan(0,It),ArrowDown:()=>m.pan(0,-It),"+":()=>m.zoom(1.5),"=":()=>m.zoom(1.5),"-":()=>m.zoom(1/1.5),0:()=>m.whole(),a:()=>Ce(m.inView()),Enter:()=>_n(m.middle())," ":()=>_n(m.middle(),!0)};!(d.key in u)||d.altKey||(d.preventDefault(),u[d.key]())}}
    onFocus=${d=>l.current?.key(d.target.matches(":focus-visible"))}
    onBlur=${()=>l.current?.key(!1)}
  >
    <canvas ref=${t} aria-hidden="true"></canvas>
    <canvas ref=${n} aria-hidden="true"></canvas>
    <div class="tools">
      <button aria-pressed=${o} onClick=${()=>i(!o)} title="Lasso (or drag with shift)" aria-label="Lasso"><${z} name="lasso" /></button>
      <button onClick=${()=>l.current.zoom(1.6)} aria-label="Closer" title="Closer (+)"><${z} name="more" /></button>
      <button onClick=${()=>l.current.zoom(1/1.6)} aria-label="Farther" title="Farther (-)"><${z} name="less" /></button>
      <button onClick=${()=>l.current.whole()} aria-label="The whole map" title="The whole map (0)"><${z} name="fit" /></button>
    </div>
    ${r&&f`<${_s} ...${r} />`}
  </div>`}function _n(e,t=!1){e!==null&&de(e,{toggle:t})}function _s({row:e,x:t,y:n}){let o=O.value.cluster[e],i={transform:`translate(${t+14}px, ${n+14}px)`,"--colour":ge(o)};return f`<div class="tip" style=${i} aria-hidden="true">
    <${me} key=${e} row=${e} />
    <span><i class="dot"></i><bdi>${ie(o)}</bdi></span>
    <span class="quiet">${Q(O.value.confidence[e])} sure</span>
  </div>`}function vs(){let[e,t,n]=[Ne.value,O.value,R.value],o=le(()=>Qo(t,n),[t,n]),i=le(()=>Xo(t,y.value,C.value),[t,y.value,C.value]),{rows:r,sections:s}=Se.value,a=le(()=>er(e,s,r,B.value),[e,s]);return le(()=>({points:e,labels:t,colour:o,state:i,places:y.value===null?a:a.filter(({name:l})=>l===ie(y.value)),picked:C.value,shown:S.value,colourOf:l=>ge(t.cluster[l])}),[e,o,i,a,S.value])}function gs({box:e,under:t,over:n,lassoing:o,setTip:i}){let r=Z(null);return V(()=>{let s=xr(e.current,t.current,n.current);r.current=s,e.current.dataset.painter=s.kind;let a=new ResizeObserver(([{contentRect:d}])=>s.resize(d.width,d.height));a.observe(e.current);let l=matchMedia("(prefers-color-scheme: dark)");l.addEventListener("change",s.repaint);let p=(d,m,u)=>i(d===null?null:{row:d,x:m,y:u}),c=tr(n.current,{drag:(d,m)=>(p(null),s.pan(d,m)),zoom:(d,m,u)=>(p(null),s.zoom(d,m,u)),point:([d,m])=>p(s.at(d,m),...ys(d,m,e.current)),take:([d,m],u)=>_n(s.at(d,m),u.ctrlKey||u.metaKey),lasso:(d,m,u)=>{s.outline(m?[]:d),m&&(u.ctrlKey||u.metaKey?Eo:Ce)(s.within(d))},lassoing:()=>o.current,leave:()=>p(null)});return()=>{c(),a.disconnect(),l.removeEventListener("change",s.repaint),s.close()}},[]),r}function ys(e,t,n){return[Math.min(e,n.clientWidth-150),Math.min(t,n.clientHeight-190)]}var Mr={grid:"Grid",map:"Map",unsure:"Unsure",repeated:"Repeated"};function Er(){let e=pe.value,t=G.value==="map"&&!H.value;return f`<main>
    <div class="above">
      <${$s} />
      <${bs} />
      ${!t&&f`<${ws} />`}
    </div>
    ${e.note&&!t&&f`<p class="note">
      ${e.note}
      ${e.copies?.length>0&&!T.value&&f` <button class="link" onClick=${()=>Ce(e.copies)}>Select the copies</button>`}
    </p>`}
    <section class="view" id="view" role="tabpanel" aria-labelledby=${`tab-${G.value}`}>
      ${O.value?t?f`<${Sr} />`:f`<${Yo} />`:f`<p class="waiting" role="status">Loading …</p>`}
    </section>
    <${zo} />
  </main>`}function $s(){if(H.value)return f`<h1>
      <bdi>Like ${H.value.said}</bdi>
      <button class="plain" aria-label="Leave the search" title="Leave the search (Esc)" onClick=${()=>H.value=null}><${z} name="close" /></button>
    </h1>`;let e=y.value===null?M.value.n:R.value.get(y.value)?.size??0;return f`<h1>
    <bdi>${uo.value}</bdi> <span class="quiet">${J(e)}</span>
    ${y.value!==null&&f`<button class="plain" aria-label="Show all pictures" title="Show all pictures (Esc)" onClick=${()=>$e(null)}><${z} name="close" /></button>`}
  </h1>`}function bs(){let e=Object.keys(Mr);return f`<div class="tabs" role="tablist" aria-label="Ways to look" onKeyDown=${n=>{let o={ArrowLeft:-1,ArrowRight:1}[n.key];o&&(n.preventDefault(),Ae(e[(e.indexOf(G.value)+o+e.length)%e.length]),requestAnimationFrame(()=>document.getElementById(`tab-${G.value}`).focus()))}}>
    ${e.map(n=>{let o=G.value===n&&!H.value;return f`<button
        key=${n}
        id=${`tab-${n}`}
        role="tab"
        aria-selected=${o}
        aria-controls="view"
        tabindex=${G.value===n?0:-1}
        onClick=${()=>Ae(n)}
      >
        ${Mr[n]}
      </button>`})}
  </div>`}function ws(){return f`<label class="size-of-cells">
    <span class="unseen">Size of the pictures</span>
    <input type="range" min="64" max="256" step="16" value=${He.value} title="Size of the pictures"
      onInput=${e=>He.value=Number(e.target.value)} />
  </label>`}function Ar(){let e=R.value.get(y.value);if(!e||!O.value)return null;let{start:t,count:n}=sn(e.id),o=co(O.value,Se.value.rows.subarray(t,t+n));return f`
    <h2><bdi>${e.name}</bdi></h2>
    <p class="quiet">${I(e.size,"picture")}</p>
    ${!T.value&&f`<div class="buttons">
      <${j} command="rename" /><${j} command="merge" /><${j} command="split" />
    </div>`}
    ${e.alternatives.length>0&&f`<${ks} cluster=${e} />`}
    <h4>Confidence</h4>
    <${xs} counts=${o} colour=${e.colour} />
    <dl class="facts">
      <div><dt>Sure on average</dt><dd>${Q(e.confidence)}</dd></div>
      <div><dt>Alike</dt><dd>${e.cohesion.toFixed(2)}</dd></div>
    </dl>
  `}function ks({cluster:e}){return f`<h4>${T.value?"Could also be called":"Call it"}</h4>
    <div class="chips">
      ${e.alternatives.map(([t,n])=>T.value?f`<span class="chip"><bdi>${t}</bdi></span>`:f`<button class="chip" onClick=${()=>Dt(e.id,t)} title=${`Score ${n.toFixed(2)}`}>
              <bdi>${t}</bdi>
            </button>`)}
    </div>`}function xs({counts:e,colour:t}){let n=Math.max(...e,1);return f`<svg class="bars" viewBox="0 0 100 34" preserveAspectRatio="none" role="img"
    aria-label=${`Pictures by confidence, unsure to sure: ${e.join(", ")}`}>
    ${e.map((o,i)=>{let r=o?Math.max(1.5,32*o/n):.6;return f`<rect x=${10*i+.6} y=${34-r} width="8.8" height=${r} fill=${o?t:"currentColor"}
        opacity=${o?1:.25} />`})}
  </svg>
  <p class="scale quiet"><span>unsure</span><span>sure</span></p>`}function Cr(){let{title:e,n:t,encoder:n,method:o,n_fit_clusters:i}=M.value;return f`
    <h2><bdi>${e}</bdi></h2>
    <p class="quiet">${I(B.value.length,"kind")} in ${I(t,"picture")}</p>
    <dl class="facts">
      <div><dt>Encoder</dt><dd><bdi>${n}</bdi></dd></div>
      <div><dt>Method</dt><dd>${o}</dd></div>
      <div><dt>Kinds of the fit</dt><dd>${J(i)}</dd></div>
    </dl>
    <h4>How to go about it</h4>
    <ol class="hints">
      <li>Open a kind on the left and see whether its pictures belong together.</li>
      ${!T.value&&f`<li>Choose two or more kinds and merge them, or split one that holds several.</li>
        <li>Select pictures that are wrong, and move or reject them. The Unsure list has the likeliest mistakes.</li>
        <li>Export. Nothing of yours is changed, and every step can be undone.</li>`}
    </ol>
    <div class="buttons"><${j} command="help" label="All keys" /></div>
  `}var Ss=60;function Or(){let e=S.value;return f`<aside class=${Y.value?"detail uncovered":"detail"} aria-label="Details">
    <button class="plain shut" onClick=${()=>Y.value=!1} aria-label="Close"><${z} name="close" /></button>
    ${e!==null?f`<${Ms} row=${e} />`:y.value!==null?f`<${Ar} />`:f`<${Cr} />`}
  </aside>`}function Ms({row:e}){let t=Os(e);return f`
    <div class="large"><${Es} key=${e} row=${e} /></div>
    ${t.error&&f`<p class="quiet">${t.error}</p>`}
    ${t.row===e&&f`<${As} told=${t} />`}
  `}function Es({row:e}){let[t,n]=w(!1);return t?f`<p class="gone">This picture cannot be read now.</p>`:f`<img src=${A.large(e)} alt=${`Picture ${e+1}`} onError=${()=>n(!0)} />`}function As({told:e}){let t=[e.outlier&&"fits no kind well",e.rejected&&"rejected",e.moved&&"placed by hand",e.duplicate_of>=0&&"looks like a copy"].filter(Boolean);return f`
    <p class="file"><bdi>${e.name}</bdi></p>
    <p class="quiet">
      ${e.width&&`${e.width} × ${e.height}`}${t.map(n=>f`<span class="note">${n}</span>`)}
    </p>
    ${!T.value&&f`<div class="buttons">
      <${j} command="move" />
      <${j} command="reject" label=${it()?"Restore":"Reject"} />
    </div>`}
    <h4>Likeliest kinds</h4>
    <ol class="top">
      ${e.top.map(({cluster:n,p:o},i)=>f`<${Cs} key=${n} ...${{cluster:n,p:o,place:i,told:e}} />`)}
    </ol>
    <${Tr} title="Nearest" rows=${e.neighbours.map(n=>n.row)} />
    <${Tr} title=${e.duplicate_of>=0?"Original and copies":"Copies"} rows=${Ts(e)} />
  `}function Cs({cluster:e,p:t,place:n,told:o}){let i=e===o.cluster,r=f`<span class="bar" style=${{"--p":t,"--colour":ge(e)}}></span>
    <bdi>${ie(e)}</bdi><span class="p">${Q(t)}</span>`;return T.value?f`<li class=${i?"here":""}><span class="likely">${r}</span></li>`:f`<li class=${i?"here":""}>
    <button class="likely" title=${i?"Confirm this kind":"Move the picture here"} onClick=${()=>Ie([o.row],e)}>
      ${r}${G.value==="unsure"&&f`<kbd aria-hidden="true">${n+1}</kbd>`}
    </button>
  </li>`}function Tr({title:e,rows:t}){return t.length?f`<h4>${e}</h4>
    <div class="tiles">
      ${t.map(n=>f`<button key=${n} class="tile" onClick=${()=>de(n)} aria-label=${`Picture ${n+1}`}>
          <${me} row=${n} />
        </button>`)}
    </div>`:null}var Ts=({duplicate_of:e,duplicates:t})=>[...new Set([...e>=0?[e]:[],...t])];function Os(e){let[t,n]=w({}),{rev:o}=M.value;return V(()=>{let i=new AbortController,r=setTimeout(async()=>{try{n(await A.picture(e,i.signal))}catch(s){Xn(s)||n({error:s.message})}},Ss);return()=>{clearTimeout(r),i.abort()}},[e,o]),t}var ut=()=>te.value=null;function se({title:e,children:t,act:n,verb:o,can:i=!0,wide:r=!1}){let s=Z(null);return V(()=>{let l=document.activeElement;return s.current.showModal(),()=>l?.isConnected&&l.focus()},[]),f`<dialog
    ref=${s}
    class=${r?"wide":""}
    aria-labelledby="dialog-title"
    onClose=${ut}
    onClick=${l=>l.target===s.current&&ut()}
  >
    <form onSubmit=${l=>{l.preventDefault(),i&&(ut(),n?.())}}>
      <header>
        <h2 id="dialog-title">${e}</h2>
        <button type="button" class="plain" onClick=${ut} aria-label="Close"><${z} name="close" /></button>
      </header>
      ${t}
      ${n&&f`<footer>
        <button type="button" class="plain" onClick=${ut}>Cancel</button>
        <button type="submit" class="strong" disabled=${!i}>${o}</button>
      </footer>`}
    </form>
  </dialog>`}var Ds=[["csv","Table","labels.csv: path, kind, name, confidence"],["folders","Folders","one folder a kind"],["parquet","Parquet","the table, for data frames"],["coco","COCO","JSON for annotation tools"]],Ps=[["symlink","links to your files"],["hardlink","hard links"],["copy","copies"]];function Dr(){let[e,t]=w("csv"),[n,o]=w("symlink");return f`<${se} title="Export" verb="Export" act=${()=>bo(e,n)}>
    <fieldset class="ways">
      <legend class="unseen">As</legend>
      ${Ds.map(([i,r,s],a)=>f`<label key=${i}>
          <input type="radio" name="to" autofocus=${a===0} checked=${e===i} onChange=${()=>t(i)} />
          <span>${r} <span class="quiet">${s}</span></span>
        </label>`)}
    </fieldset>
    ${e==="folders"&&f`<label class="field">
      <span>Filled with</span>
      <select value=${n} onChange=${i=>o(i.target.value)}>
        ${Ps.map(([i,r])=>f`<option key=${i} value=${i}>${r}</option>`)}
      </select>
    </label>`}
    <p class="quiet">It is written into a new folder beside the run. Your pictures stay as they are.</p>
  <//>`}var Pr=["merge","split","rename","move","reject","first","second","third","undo","redo","coarser","finer","export"],Rs=[["← ↑ → ↓","Next picture"],["Shift + arrow","Select a range"],["Space","Select one more"]],Ls=[["Drag","Move the map"],["Wheel, + −","Closer, farther"],["0","The whole map"],["Shift + drag","Draw a lasso"]];function Lr(){let e=T.value?[]:Pr.map(n=>Rr(Te[n])),t=Object.keys(Te).filter(n=>!Pr.includes(n)&&Te[n].can()).map(n=>Rr(Te[n]));return f`<${se} title="Keys" wide>
    <div class="keys">
      ${e.length>0&&f`<${jt} title="Change" rows=${e} />`}
      <${jt} title="Look" rows=${t} />
      <${jt} title="In the grid" rows=${Rs} />
      <${jt} title="On the map" rows=${Ls} />
    </div>
    <label class="switch">
      <input type="checkbox" checked=${rt.value} onChange=${n=>Ns(n.target.checked)} />
      Single letters act. Switch this off if you speak or use a screen reader; arrows, Enter, Escape and Ctrl+Z stay.
    </label>
  <//>`}var Rr=({key:e,name:t})=>[e==="Escape"?"Esc":e,t];function jt({title:e,rows:t}){return f`<section>
    <h3>${e}</h3>
    <dl>${t.map(([n,o])=>f`<div key=${n}><dt><kbd>${n}</kbd></dt><dd>${o}</dd></div>`)}</dl>
  </section>`}function Ns(e){rt.value=e,localStorage.setItem("kindfold.keys",e?"on":"off")}function Ut({chosen:e,onChange:t,several:n=!1,first:o=null}){let[i,r]=w(""),s=B.value.filter(({name:l})=>l.toLowerCase().includes(i.trim().toLowerCase())),a=l=>{if(!n)return t([l]);t(e.includes(l)?e.filter(p=>p!==l):[...e,l])};return f`<div class="choice">
    <input type="search" autofocus placeholder="Find a kind" aria-label="Find a kind" value=${i}
      onInput=${l=>r(l.target.value)} />
    <div class="options" role="group" aria-label="Kinds">
      ${o&&f`<${Nr} id=${o.id} name=${o.name} ...${{chosen:e,toggle:a,several:n}} />`}
      ${s.map(({id:l,name:p,size:c,central:d,colour:m})=>f`<${Nr} key=${l} ...${{id:l,name:p,size:c,central:d,colour:m,chosen:e,toggle:a,several:n}} />`)}
    </div>
  </div>`}function Nr({id:e,name:t,size:n,central:o,colour:i,chosen:r,toggle:s,several:a}){return f`<label class="option" style=${{"--colour":i??"transparent"}}>
    <input type=${a?"checkbox":"radio"} name="cluster" checked=${r.includes(e)} onChange=${()=>s(e)} />
    ${o?.length?f`<${me} row=${o[0]} />`:f`<span class="thumb"></span>`}
    <bdi>${t}</bdi>
    ${n!==void 0&&f`<span class="quiet">${J(n)}</span>`}
  </label>`}function Ir(){let[e,t]=w(fe.value),[n,o]=w(null),i=B.value.filter(({id:a})=>e.includes(a)),r=n??i[0]?.name??"",s=i.reduce((a,{size:l})=>a+l,0);return f`<${se}
    title="Merge kinds"
    verb=${`Merge ${I(i.length,"kind")}`}
    can=${i.length>1&&r.trim()}
    act=${()=>_o(i.map(({id:a})=>a),r.trim())}
  >
    <${Ut} several chosen=${e} onChange=${a=>t(a.filter(l=>R.value.has(l)))} />
    <label class="field">
      <span>Name of the whole</span>
      <input maxlength="200" value=${r} onInput=${a=>o(a.target.value)} />
    </label>
    <p class="quiet">${I(s,"picture")} in all.</p>
  <//>`}var jr="new";function Ur(){let[e]=w(ce.value),[t,n]=w([]),[o,i]=w(""),r=t[0]===jr;return f`<${se}
    title=${`Move ${I(e.length,"picture")}`}
    verb="Move"
    can=${t.length===1&&(!r||o.trim())}
    act=${()=>Ie(e,t[0],r?o.trim():void 0)}
  >
    <${Ut} chosen=${t} onChange=${n} first=${{id:jr,name:"A new kind"}} />
    ${r&&f`<label class="field">
      <span>Name of the new kind</span>
      <input autofocus maxlength="200" value=${o} onInput=${s=>i(s.target.value)} />
    </label>`}
  <//>`}function zr(){let[e]=w(()=>R.value.get(fe.value[0])),[t,n]=w(e.name),o=t.trim();return f`<${se}
    title="Rename"
    verb="Rename"
    can=${o&&o!==e.name}
    act=${()=>Dt(e.id,o)}
  >
    <label class="field">
      <span>Name</span>
      <input autofocus maxlength="200" value=${t} onInput=${i=>n(i.target.value)} onFocus=${i=>i.target.select()} />
    </label>
    ${e.alternatives.length>0&&f`<div class="chips" role="group" aria-label="Other nouns">
      ${e.alternatives.map(([i])=>f`<button type="button" class="chip" onClick=${()=>n(i)}><bdi>${i}</bdi></button>`)}
    </div>`}
  <//>`}var Fr=20;function Br(){let[e]=w(fe.value[0]),[t,n]=w("auto"),o=t!=="auto",i=Number(t),r=!o||Number.isInteger(i)&&i>=2&&i<=Fr;return f`<${se} title=${`Split ${ie(e)}`} verb="Split" can=${r} act=${()=>vo(e,o?i:"auto")}>
    <fieldset class="ways">
      <legend class="unseen">Into how many</legend>
      <label><input type="radio" name="into" autofocus checked=${!o} onChange=${()=>n("auto")} /> As many as there are</label>
      <label>
        <input type="radio" name="into" checked=${o} onChange=${()=>n(2)} /> Into
        <input type="number" min="2" max=${Fr} value=${o?t:2} aria-label="Number of parts"
          onFocus=${()=>!o&&n(2)} onInput=${s=>n(s.target.value)} />
      </label>
    </fieldset>
    <p class="quiet">The parts get names of their own.</p>
  <//>`}var Is={export:Dr,help:Lr,merge:Ir,move:Ur,rename:zr,split:Br};function Hr(){let e=te.value;return e&&f`<${Is[e.name]} />`}var js=32*2**20;function Kr(){let[e,t]=w(""),n=Z(null);if(V(()=>{H.value===null&&t("")},[H.value]),T.value)return null;let o=M.value?.can_search_words;return f`<form class="search" role="search" onSubmit=${r=>{r.preventDefault(),e.trim()?ko(e.trim()):H.value=null}}>
    <${z} name="search" />
    <input
      id="words"
      type="search"
      disabled=${!o}
      value=${e}
      placeholder=${o?"Search by words":"This encoder knows no words"}
      aria-label="Search by words"
      aria-keyshortcuts="/"
      maxlength="300"
      onInput=${r=>t(r.target.value)}
    />
    <button type="button" class="plain" title="Search by a picture (or drop one anywhere)" aria-label="Search by a picture" onClick=${()=>n.current.click()}>
      <${z} name="picture" />
    </button>
    <input ref=${n} type="file" accept="image/*" hidden aria-hidden="true" onChange=${r=>vn(r.target.files[0])} />
  </form>`}function Wr(e){let t=n=>n.dataTransfer?.types.includes("Files");document.addEventListener("dragover",n=>{t(n)&&(n.preventDefault(),e(!T.value))}),document.addEventListener("dragleave",n=>!n.relatedTarget&&e(!1)),document.addEventListener("drop",n=>{t(n)&&(n.preventDefault(),e(!1),vn(n.dataTransfer.files[0]))}),document.addEventListener("paste",n=>vn(n.clipboardData?.files[0]))}function vn(e){!e||T.value||(e.size>js?Ee("This file is too large for a search."):xo(e))}function Gr(){let{title:e,undo:t,redo:n}=M.value;return f`<header class="bar">
    <a class="skip" href="#pictures">To the pictures</a>
    <p class="mark">kindfold <bdi class="quiet">${e}</bdi></p>
    <${Kr} />
    <div class="deeds">
      ${!T.value&&f`<${j} command="undo" icon="undo" kind="plain" title=${t?`Undo: ${t} (z)`:"Undo (z)"} />
        <${j} command="redo" icon="redo" kind="plain" title=${n?`Redo: ${n} (Z)`:"Redo (Z)"} />
        <${j} command="export" kind="export" />`}
      <${j} command="help" icon="help" kind="plain" />
    </div>
  </header>`}function qr(){let{levels:e,level:t,n_fit_clusters:n}=M.value,[o,i]=w(null);if(T.value||e.length<2)return null;let r=t??Us(e,n),s=o??r,{n_clusters:a,stability:l}=e[s],p=`${I(a,"kind")}${l===null?"":`, ${Q(l)} stable`}`,c=d=>{i(null),Number(d.target.value)!==t&&Ke(Number(d.target.value))};return f`<div class="levels">
    <label>
      <span>How fine</span>
      <output class="quiet">${o===null&&t===null?"as found":p}</output>
    </label>
    <div class="slider">
      <${j} command="coarser" icon="less" kind="plain" />
      <input
        type="range"
        min="0"
        max=${e.length-1}
        value=${s}
        aria-label="How fine the kinds are"
        aria-valuetext=${p}
        onInput=${d=>i(Number(d.target.value))}
        onChange=${c}
      />
      <${j} command="finer" icon="more" kind="plain" />
    </div>
    ${t!==null&&f`<button class="plain link" onClick=${()=>Ke(null)}>Back to the ${n} that were found</button>`}
  </div>`}function Us(e,t){let n=e.map(({n_clusters:o})=>Math.abs(o-t));return n.indexOf(Math.min(...n))}function Vr(){let{text:e,undoable:t,wrong:n}=Tt.value??{};return f`
    <div class="unseen" role="status" aria-live="polite" aria-atomic="true">${e}</div>
    ${e&&f`<div class=${n?"toast wrong":"toast"}>
      <span aria-hidden="true">${e}</span>
      ${t&&f`<button class="plain" onClick=${Pt}>Undo <kbd aria-hidden="true">z</kbd></button>`}
    </div>`}
  `}function Yr(){let[e,t]=w(!1);return V(()=>Wr(t),[]),ot.value?f`<div class="failure" role="alert"><h1>kindfold</h1><p>${ot.value}</p></div>`:M.value?f`
    <${Gr} />
    <nav class="left" aria-label="Kinds">
      <div class="left-head">
        <h2>${I(B.value.length,"kind")}</h2>
        <${qr} />
      </div>
      <${Io} />
    </nav>
    <${Er} />
    <${Or} />
    <${Hr} />
    <${Vr} />
    ${e&&f`<div class="dropping"><p>Drop the picture to see what is like it</p></div>`}
  `:f`<p class="waiting" role="status">Loading …</p>`}var zs=["grid","map","unsure","repeated"];function Jr(){let e=new URLSearchParams(location.hash.slice(1));zs.includes(e.get("tab"))&&(G.value=e.get("tab")),e.has("kind")&&(y.value=Number(e.get("kind"))),ve(()=>{if(!M.value||R.value.size===0)return;y.value!==null&&!R.value.has(y.value)&&(y.value=null);let t=new URLSearchParams({tab:G.value});y.value!==null&&t.set("kind",y.value),history.replaceState(null,"",`#${t}`),document.title=`${M.value.title} · kindfold`})}Yt(f`<${Yr} />`,document.getElementById("page"));Ro();Jr();fo();window.addEventListener("focus",mo);})();
